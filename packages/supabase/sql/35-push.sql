-- Broadcasts of what was logged.

-- All ids; null where one is "many", or there are too many. PL/pgSQL, here and in what readers call: it keeps its plans.
create or replace function everfresh.merge_ids(so_far jsonb, more text[]) returns jsonb
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return case
    when so_far = 'null' or more is null or jsonb_array_length(so_far) > 1000 then 'null'::jsonb
    else so_far || to_jsonb(more)
  end;
end
$$;
create or replace function everfresh.few_ids(merged jsonb) returns jsonb
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  if merged is null or merged = 'null' then
    return null;
  end if;
  return (
    select case when count(*) > 100 then null else jsonb_agg(id) end
      from (select distinct id from jsonb_array_elements_text(merged) id) each
  );
end
$$;
-- The distinct ones, as a list; null where one is "many", or there are too many.
create or replace function everfresh.merge_routes(so_far jsonb, more jsonb) returns jsonb
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return case
    when so_far = 'null' or more is null then 'null'::jsonb
    when so_far @> jsonb_build_array(more) then so_far
    when jsonb_array_length(so_far) >= 20 then 'null'
    else so_far || jsonb_build_array(more)
  end;
end
$$;
create or replace function everfresh.few_routes(merged jsonb) returns jsonb
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return nullif(merged, 'null');
end
$$;

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

-- Tells those who listen to the scope what this transaction changed in it: once, at its end. After `set constraints
-- all immediate` once a statement, each time all of it so far.
create or replace function everfresh.push() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  changes jsonb;
begin
  if everfresh.times_logged() = 1 then
    -- One statement's, and so one row of the log for each scope.
    changes := jsonb_build_array(jsonb_build_object(
      'schema', new.schema_name, 'table', new.table_name, 'operation', new.operation, 'origin', new.origin, 'n', 1,
      'ids', new.ids, 'route', case when new.route is not null then jsonb_build_array(new.route) end
    ));
  elsif exists (select from everfresh.log l where l.scope = new.scope and l.xid = new.xid and l.id > new.id and l.push) then
    -- The last one does it.
    return null;
  else
    select jsonb_agg(to_jsonb(told)) into changes from (
      select l.schema_name as schema, l.table_name as table, l.operation, l.origin, count(*) as n,
             everfresh.merged_ids(l.ids) as ids, everfresh.merged_routes(l.route) as route
        from everfresh.log l where l.scope = new.scope and l.xid = new.xid
       group by l.schema_name, l.table_name, l.operation, l.origin
    ) told;
  end if;
  perform realtime.send(
    jsonb_build_object('xid', new.xid::text, 'changes', changes), 'changes', 'everfresh:' || new.scope, true
  );
  return null;
exception when others then
  -- It is in the log, where clients look once a minute.
  raise warning 'everfresh: a change of the scope % was not broadcast: %', new.scope, sqlerrm;
  return null;
end
$$;

-- Deferred: a transaction of many statements tells once.
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
