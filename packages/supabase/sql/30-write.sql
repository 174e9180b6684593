-- What the triggers use.

-- The table of the ring that is written to now: by the clock, not by when the transaction began. everfresh.keep
-- writes this function anew.
do $do$
begin
  if to_regprocedure('everfresh.slot()') is null then
    create function everfresh.slot() returns integer
    language sql volatile set search_path = '' as
      'select (floor(extract(epoch from clock_timestamp()) / 14400)::bigint % 8)::integer';
  end if;
end
$do$;

-- Keeps changes for `kept` at least; from one hour to thirty days.
create or replace function everfresh.keep(kept interval) returns void
language plpgsql set search_path = '' as $$
begin
  if kept is null or kept < interval '1 hour' or kept > interval '30 days' then
    raise exception 'everfresh: changes can be kept from 1 hour to 30 days, not for %.', coalesce(kept::text, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  update everfresh.state set kept = keep.kept;
  -- Six of the eight tables are full, one is being written to, and one is empty.
  execute format(
    'create or replace function everfresh.slot() returns integer language sql volatile set search_path = '''' as
      ''select (floor(extract(epoch from clock_timestamp()) / %s)::bigint %% 8)::integer''',
    ceil(extract(epoch from kept) / 6)
  );
end
$$;

-- Who made this request, as its client says: for the client alone, to know its own.
create or replace function everfresh.origin() returns text
language plpgsql stable set search_path = '' as $$
begin
  return substring(
    nullif(current_setting('request.headers', true), '')::jsonb ->> 'x-everfresh-origin'
    from '^[A-Za-z0-9._-]{1,64}$'
  );
exception when others then
  return null;
end
$$;

-- A change was not logged. The app's transaction goes on, and no reader takes what it gets next for all there is.
create or replace function everfresh.missed(target text, error text) returns void
language plpgsql set search_path = '' as $$
begin
  -- Of two that fail at the same time, the newer one counts.
  perform pg_advisory_lock(hashtextextended('everfresh.newest_hole', 0));
  perform setval('everfresh.newest_hole', greatest(last_value, pg_current_xact_id()::text::bigint)) from everfresh.newest_hole;
  perform pg_advisory_unlock(hashtextextended('everfresh.newest_hole', 0));
  raise warning 'everfresh: a change of % was not logged: %', target, error
    using hint = 'Readers fetch everything instead. If this goes on: select everfresh.retrack(), or untrack the table.';
end
$$;

-- Tells those who listen to the scope what this transaction changed in it: once, at its end.
create or replace function everfresh.push() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from everfresh.log l where l.scope = new.scope and l.xid = new.xid and l.id > new.id) then
    return null;
  end if;
  perform realtime.send(
    jsonb_build_object('xid', new.xid::text, 'changes', (
      select jsonb_agg(to_jsonb(told)) from (
        select l.schema_name as schema, l.table_name as table, l.operation, l.origin, count(*) as n,
               everfresh.merged_ids(l.ids) as ids, everfresh.merged_routes(l.route) as route
          from everfresh.log l where l.scope = new.scope and l.xid = new.xid and l.push
         group by l.schema_name, l.table_name, l.operation, l.origin
      ) told
    )),
    'changes', 'everfresh:' || new.scope, true
  );
  return null;
exception when others then
  -- It is in the log, where clients look once a minute.
  raise warning 'everfresh: a change of the scope % was not broadcast: %', new.scope, sqlerrm;
  return null;
end
$$;

-- All ids; null where one is "many", or there are too many.
create or replace function everfresh.merge_ids(so_far jsonb, more text[]) returns jsonb
language sql immutable set search_path = '' as $$
  select case
    when so_far = 'null' or more is null or jsonb_array_length(so_far) > 1000 then 'null'::jsonb
    else so_far || to_jsonb(more)
  end
$$;
create or replace function everfresh.few_ids(merged jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  select case
    when merged is null or merged = 'null' then null
    else (
      select case when count(*) > 100 then null else jsonb_agg(id) end
        from (select distinct id from jsonb_array_elements_text(merged) id) each
    )
  end
$$;
-- The distinct ones, as a list; null where one is "many", or there are too many.
create or replace function everfresh.merge_routes(so_far jsonb, more jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  select case
    when so_far = 'null' or more is null or jsonb_array_length(so_far) >= 20 then 'null'::jsonb
    when so_far @> jsonb_build_array(more) then so_far
    else so_far || jsonb_build_array(more)
  end
$$;
create or replace function everfresh.few_routes(merged jsonb) returns jsonb
language sql immutable set search_path = '' as $$ select nullif(merged, 'null') $$;

do $do$
begin
  if to_regprocedure('everfresh.merged_ids(text[])') is null then
    create aggregate everfresh.merged_ids(text[]) (
      sfunc = everfresh.merge_ids, stype = jsonb, initcond = '[]', finalfunc = everfresh.few_ids
    );
  end if;
  if to_regprocedure('everfresh.merged_routes(jsonb)') is null then
    create aggregate everfresh.merged_routes(jsonb) (
      sfunc = everfresh.merge_routes, stype = jsonb, initcond = '[]', finalfunc = everfresh.few_routes
    );
  end if;
end
$do$;

-- Deferred: a transaction of many statements tells once. Only where there is Realtime: see everfresh.track.
do $do$
begin
  if not exists (
    select from pg_catalog.pg_trigger where tgrelid = 'everfresh.log'::regclass and tgname = 'push'
  ) then
    create constraint trigger push after insert on everfresh.log
      deferrable initially deferred
      for each row when (new.push) execute function everfresh.push();
    alter table everfresh.log enable always trigger push;
  end if;
end
$do$;
