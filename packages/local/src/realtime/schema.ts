/**
 * What Realtime needs in the database: the schema `realtime` with the table of messages, the functions
 * that broadcast from SQL, and the publication through which messages reach this server. Idempotent.
 * It expects the roles anon, authenticated and service_role to exist.
 */
export const realtimeSchema = `
create schema if not exists realtime;
grant usage on schema realtime to anon, authenticated, service_role;

create table if not exists realtime.messages (
  topic text not null,
  extension text not null,
  payload jsonb,
  event text,
  private boolean default false,
  updated_at timestamp not null default (now() at time zone 'UTC'),
  inserted_at timestamp not null default (now() at time zone 'UTC'),
  id uuid not null default gen_random_uuid(),
  binary_payload bytea,
  primary key (id, inserted_at)
);
create index if not exists messages_inserted_at_topic_index
  on realtime.messages (inserted_at desc, topic) where extension = 'broadcast' and private;
alter table realtime.messages enable row level security;
grant select, insert, update on realtime.messages to anon, authenticated, service_role;

-- The topic a policy on realtime.messages is asked about.
create or replace function realtime.topic() returns text
language sql stable as $$
  select nullif(current_setting('realtime.topic', true), '')
$$;

-- A failure becomes a warning: the caller's transaction is worth more than the message.
create or replace function realtime.send(payload jsonb, event text, topic text, private boolean default true)
returns void language plpgsql as $$
declare
  message_id uuid := gen_random_uuid();
begin
  perform set_config('realtime.topic', topic, true);
  insert into realtime.messages (id, payload, event, topic, private, extension)
  values (
    message_id,
    case
      when jsonb_typeof(payload) = 'object' and not payload ? 'id'
      then jsonb_set(payload, '{id}', to_jsonb(message_id))
      else payload
    end,
    event, topic, private, 'broadcast'
  );
exception when others then
  raise warning 'ErrorSendingBroadcastMessage: %', sqlerrm;
end
$$;

create or replace function realtime.send_binary(payload bytea, event text, topic text, private boolean default true)
returns void language plpgsql as $$
begin
  perform set_config('realtime.topic', topic, true);
  insert into realtime.messages (binary_payload, event, topic, private, extension)
  values (payload, event, topic, private, 'broadcast');
exception when others then
  raise warning 'ErrorSendingBroadcastMessage: %', sqlerrm;
end
$$;

create or replace function realtime.broadcast_changes(
  topic_name text, event_name text, operation text, table_name text, table_schema text,
  new record, old record, level text default 'ROW'
) returns void language plpgsql as $$
begin
  if level = 'STATEMENT' then
    raise exception 'realtime.broadcast_changes works in a trigger for each row, not for each statement';
  end if;
  perform realtime.send(
    jsonb_build_object(
      'schema', table_schema,
      'table', table_name,
      'operation', operation,
      'record', to_jsonb(new),
      'old_record', to_jsonb(old)
    ),
    event_name, topic_name
  );
exception when others then
  raise exception 'realtime.broadcast_changes could not send the row: %', sqlerrm;
end
$$;

-- Which of the given rows of one table each caller may see at this moment, by the table's own
-- policies. Every caller is tried in one call, because a round trip per caller is what would cost; and
-- with a statement prepared once for each role and table, because planning is most of what is left.
-- callers: [{"role", "claims" (text), "rows": [{"i": 0, "k1": "7", ..}]}], k<n> being the n-th column
-- of the primary key as text. A caller whom PostgreSQL refuses sees nothing.
create or replace function realtime.visible_rows(entity regclass, callers jsonb)
returns table (caller integer, rows integer[]) language plpgsql as $$
declare
  shape text;
  same text;
  target text := format('%s', entity);
  query text;
  question text;
  prepare text;
  asked record;
begin
  select string_agg(format('k%s %s', key.n, format_type(a.atttypid, null)), ', ' order by key.n),
         string_agg(format('t.%I = key.k%s', a.attname, key.n), ' and ' order by key.n)
    into shape, same
    from pg_index i
    cross join lateral unnest(i.indkey) with ordinality as key(attnum, n)
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = key.attnum and key.n <= i.indnkeyatts
   where i.indrelid = entity and i.indisprimary;
  select format('%I.%I', n.nspname, c.relname) into target
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = entity;
  query := format(
    'select array_agg(key.i) from jsonb_to_recordset($1) as key(i integer, %s)
      where exists (select from %s t where %s)', shape, target, same
  );
  for asked in
    select (each.n - 1)::integer as n, each.value ->> 'role' as role,
           each.value ->> 'claims' as claims, each.value -> 'rows' as keys
      from jsonb_array_elements(callers) with ordinality as each(value, n)
  loop
    begin
      caller := asked.n;
      perform set_config('request.jwt.claims', asked.claims, true), set_config('role', asked.role, true);
      question := 'visible_' || md5(asked.role || query);
      prepare := format('prepare %I (jsonb) as %s', question, query);
      -- One of that name with another text is not ours: to prepare it fails, and nobody is told.
      if not exists (select from pg_prepared_statements p where p.name = question and p.statement = prepare) then
        execute prepare;
      end if;
      execute format('execute %I(%L)', question, asked.keys) into rows;
      return next;
    exception when others then
      raise warning 'Rows of % could not be checked for role %: %', target, asked.role, sqlerrm;
    end;
  end loop;
  perform set_config('role', 'none', true);
end
$$;
revoke execute on function realtime.visible_rows from public;

do $$
begin
  if not exists (select from pg_publication where pubname = 'supabase_realtime_messages_publication') then
    create publication supabase_realtime_messages_publication
      for table realtime.messages with (publish = 'insert');
  end if;
end
$$;
`
