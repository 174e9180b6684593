import { ROOMS } from './rows.ts'
import type { Server } from './server.ts'

/** How many writers have a table of their own to empty. */
export const WRITERS = 6

const scratchTables = Array.from({ length: WRITERS }, (_, at) => `scratch_${at}`)

const BEFORE = `
  create schema oracle;
  -- A mark for each statement, written with it: whoever sees the one sees the other.
  create table oracle.written (id integer primary key, xid text not null default pg_current_xact_id()::text);
  create table oracle.sent (topic text, payload jsonb);
  create sequence oracle.clock minvalue 0 start 0;
  create schema realtime;
  create function realtime.send(payload jsonb, event text, topic text, private boolean default true) returns void
    language sql as 'insert into oracle.sent values (topic, payload)';
  -- How a trigger is made to fail: it asks for the text of a room, to find the scope.
  create type room as enum (${Array.from({ length: ROOMS }, (_, at) => `'${at + 1}'`).join(', ')});
  create function oracle.text_of(room) returns text language plpgsql as $$
    begin
      if current_setting('oracle.fault', true) = 'on' then raise exception 'a fault'; end if;
      return enum_out($1);
    end $$;
  create cast (room as text) with function oracle.text_of(room);
  create table items (id integer primary key, room room not null, owner integer not null, v integer default 0);
  create table notes (
    id integer primary key, item_id integer references items on delete cascade, v integer default 0
  );
  create index on notes (item_id);
  create table wide (id integer primary key);
  ${scratchTables.map(table => `create table ${table} (id integer primary key);`).join('\n')}`

const AFTER = `
  create or replace function everfresh.can_read(scope text) returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp as 'select scope <> ''forbidden''';
  select everfresh.track('items', array['room:{room}', 'owner:{owner}'], '{room}');
  select everfresh.track('notes', 'room:{item_id -> items.room}', '{item_id}');
  select everfresh.track('wide', 'wide:{id}');
  ${scratchTables.map(table => `select everfresh.track('${table}', 'all');`).join('\n')}
  -- Time is ours.
  create or replace function everfresh.slot() returns integer language sql volatile set search_path = pg_catalog, pg_temp as
    'select (last_value % 8)::integer from oracle.clock';`

/** Makes a database with tables that are tracked by this kit. */
export async function makeWorld(
  server: Server,
  name: string,
  kit: ReadonlyMap<string, string>,
): Promise<void> {
  const above = await server.connect('postgres')
  await above.query(`create database ${name}`)
  await above.end()
  const client = await server.connect(name)
  await client.query(BEFORE)
  for (const text of kit.values()) await client.query(text)
  await client.query(AFTER)
  await client.end()
}

/** Makes a database like another that nobody is connected to: in it the feed begins anew, as in a restored dump. */
export async function copyWorld(server: Server, name: string, of: string): Promise<void> {
  const above = await server.connect('postgres')
  await above.query(`create database ${name} template ${of} strategy file_copy`)
  await above.end()
  const client = await server.connect(name)
  await client.query('update everfresh.state set log_oid = 0; select everfresh.rotate()')
  await client.end()
}

/** Deletes one, with what waits in it for its second phase. */
export async function dropWorld(server: Server, name: string): Promise<void> {
  const inside = await server.connect(name)
  const { rows } = await inside.query<{ gid: string }>(
    'select gid from pg_prepared_xacts where database = current_database()',
  )
  for (const { gid } of rows) await inside.query(`rollback prepared '${gid}'`)
  await inside.end()
  const client = await server.connect('postgres')
  await client.query(`drop database ${name} with (force)`)
  await client.end()
}
