import { expect, test } from 'vitest'
import type { FeedDatabase, FeedStage } from './stage.ts'

/** Somebody who may ask and write, and makes a type of their own that PostgreSQL would take for its. */
const traps = async (db: FeedDatabase): Promise<string> => {
  const name = `guest_${db.connection.database}`
  await db.sql(`create role ${name} in role authenticated`)
  await db.sql(`set session authorization ${name}`)
  await db.sql(
    `create table pg_temp.caught (as_role text);
     grant all on pg_temp.caught to public;
     create function pg_temp.caught() returns boolean language plpgsql as
       $$ begin insert into pg_temp.caught values (current_user); return true; end $$`,
  )
  for (const type of TYPES)
    await db.sql(`create domain pg_temp.${type} as pg_catalog.${type} check (pg_temp.caught())`)
  return name
}
const TYPES = ['text', 'jsonb', 'xid8', 'pg_snapshot', 'oid', 'regclass', 'name']

export const access = (stage: FeedStage): void => {
  test('a type of a caller’s own is never met by who asks or writes: nothing of theirs runs as the owner', async () => {
    const db = await stage.database()
    const guest = await traps(db)
    const { cursor } = await db.ask(['project:1'])
    await db.sql(`set request.headers = '{"x-everfresh-origin": "a"}'`)
    await db.sql(`insert into projects values (7, 'Eve')`)
    await db.sql(`insert into shots values (7, 1)`)
    await db.sql(`insert into links values (7, 7)`)
    await db.sql(`update links set note = 'x'; update shots set project_id = 2 where id = 7`)
    await db.sql(`delete from shots where id = 7; delete from projects where id = 7`)
    expect((await db.ask(['project:1'], cursor)).changes.length).toBeGreaterThan(0)
    expect(await db.value('select public.everfresh_rotate()')).toBe('nothing to do')
    expect(await db.sql(`select * from pg_temp.caught where as_role <> '${guest}'`)).toEqual([])
    expect(db.warnings()).toEqual([])
  })

  test('whatever the app’s own policies allow, who may not read a scope hears nothing, and forges nothing', async () => {
    const db = await stage.database()
    await db.sql(
      `create policy "all listen" on realtime.messages for select to public using (true);
       create policy "all send" on realtime.messages for insert to authenticated with check (true);
       create policy "all alter" on realtime.messages for update to authenticated using (true);
       grant update on realtime.messages to authenticated;
       select realtime.send('{}', 'x', 'room:1'), realtime.send('{}', 'x', 'everfresh:secret:1'),
              realtime.send('{}', 'x', 'everfresh:project:1')`,
    )
    const heard = async (): Promise<unknown> =>
      db.value('select array_agg(topic order by topic) from realtime.messages')
    await db.sql('set role authenticated')
    expect(await heard()).toEqual(['everfresh:project:1', 'room:1'])
    const send = async (topic: string): Promise<readonly string[]> => {
      await db.sql(`select realtime.send('{}', 'changes', $1)`, [topic])
      return db.warnings()
    }
    expect(await send('everfresh:project:1')).toEqual([
      expect.stringContaining('row-level security'),
    ])
    expect(await send('room:1')).toEqual([])
    await expect(
      db.sql(`update realtime.messages set topic = 'everfresh:project:1' where topic = 'room:1'`),
    ).rejects.toMatchObject({ code: '42501' })
  })

  test('a role of the app’s own listens to its own topics as before', async () => {
    const db = await stage.database()
    const name = `own_${db.connection.database}`
    await db.sql(
      `create role ${name}; grant usage on schema realtime to ${name}; grant select on realtime.messages to ${name};
       create policy "rooms" on realtime.messages for select to ${name} using (topic like 'room:%');
       select realtime.send('{}', 'x', 'room:1')`,
    )
    await db.sql(`set role ${name}`)
    expect(await db.value('select count(*)::int from realtime.messages')).toBe(1)
  })

  test('why can_read failed is not for who asks, nor keeps them from other topics; that it finds nothing is a refusal', async () => {
    const db = await stage.database()
    const canRead = (body: string): Promise<unknown> =>
      db.sql(
        `create or replace function everfresh.can_read(scope text) returns boolean language plpgsql stable security definer
         set search_path = pg_catalog, pg_temp as $$ declare id integer; begin ${body} return true; end $$`,
      )
    await canRead(`raise exception 'the owner is secret@example.com';`)
    await expect(db.ask(['project:1'])).rejects.toMatchObject({
      code: '38000',
      message: expect.not.stringContaining('secret') as unknown,
    })
    await db.sql(
      `create policy "all listen" on realtime.messages for select to authenticated using (true);
       select realtime.send('{}', 'x', 'room:1'), realtime.send('{}', 'x', 'everfresh:project:1'); set role authenticated`,
    )
    expect(await db.value('select array_agg(topic) from realtime.messages')).toEqual(['room:1'])
    await db.sql('reset role')
    await canRead('select s.id into strict id from public.shots s where false;')
    await expect(db.ask(['project:1'])).rejects.toMatchObject({ code: '42501' })
  })
}
