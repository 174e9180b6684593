-- everfresh.track and untrack, and the triggers that they make.

-- Text for "the primary key of a row r": the column itself, or a JSON list of several.
create or replace function everfresh.id_sql(target regclass) returns text
language sql stable set search_path = '' as $$
  select case when count(*) = 1 then format('r.%I::text', min(a.attname))
              when count(*) > 1 then format('jsonb_build_array(%s)::text', string_agg(format('r.%I', a.attname), ', ' order by key.n)) end
    from pg_catalog.pg_index i
   cross join lateral unnest(i.indkey::int2[]) with ordinality as key(attnum, n)
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = key.attnum
   where i.indrelid = target and i.indisprimary and key.n <= i.indnkeyatts
$$;

-- SQL that logs what happened to the rows of `target` itself.
create or replace function everfresh.own_rows_sql(target regclass, sources text[]) returns text
language plpgsql stable set search_path = '' as $$
declare
  tracked everfresh.tracked;
  path everfresh.paths;
  part record;
  source text;
  few text[] := '{}';
  scopes_only text[] := '{}';
  route_columns text := '';
  route_object text := 'null::jsonb';
  column_name text;
  n integer := 0;
  expression text;
begin
  select * into strict tracked from everfresh.tracked t where t.target = own_rows_sql.target;
  foreach column_name in array tracked.route loop
    n := n + 1;
    expression := case when column_name like '%.%'
      then format('r.%I ->> %L', split_part(column_name, '.', 1), substr(column_name, strpos(column_name, '.') + 1))
      else format('r.%I', column_name) end;
    route_columns := route_columns || format(', to_jsonb(%s) as c%s', expression, n);
  end loop;
  if n > 0 then
    select 'jsonb_build_object(' || string_agg(format('%L, jsonb_agg(distinct coalesce(c%s, ''null''))', r.name, r.n), ', ') || ')'
      into route_object from unnest(tracked.route) with ordinality as r(name, n);
  end if;
  for path in select * from everfresh.paths p where p.target = own_rows_sql.target order by p.n loop
    select * into part from everfresh.scope_sql(path, 0);
    foreach source in array sources loop
      few := few || format('select %s as scope, %s as id%s from %s r%s', part.scope, everfresh.id_sql(target), route_columns, source, part.joins);
      scopes_only := scopes_only || format('select %s as scope from %s r%s', part.scope, source, part.joins);
    end loop;
  end loop;
  return format($sql$
    if not exists (select from %1$s offset 50) then
      insert into everfresh.log (slot, scope, schema_name, table_name, operation, ids, route, origin, push)
      select everfresh.slot(), told.scope, tg_table_schema, tg_table_name, tg_op, told.ids,
             case when length(told.route::text) <= 4000 then told.route end, everfresh.origin(), %5$L
        from (select scope, array_agg(distinct id) as ids, %4$s as route
                from (%2$s) seen where scope is not null group by scope) told;
    else
      with told as (select distinct scope from (%3$s) seen where scope is not null)
      insert into everfresh.log (slot, scope, schema_name, table_name, operation, origin, push)
      select everfresh.slot(), told.scope, tg_table_schema, tg_table_name, tg_op, everfresh.origin(), %5$L
        from told where (select count(*) from told) <= 200
      union all
      -- So many scopes that one broadcast each would be a flood: all, found by who looks.
      select everfresh.slot(), '*', tg_table_schema, tg_table_name, tg_op, everfresh.origin(), false
       where (select count(*) from told) > 200;
    end if;
  $sql$, sources[array_upper(sources, 1)], array_to_string(few, ' union all '), array_to_string(scopes_only, ' union all '),
    route_object, tracked.push);
end
$$;

-- SQL that logs, for each tracked table whose path leads through `parent`, that rows of it came into a scope or left
-- it, or went with their parent: the child's own trigger then finds no parent any more.
create or replace function everfresh.children_sql(parent regclass, operation text) returns text
language plpgsql stable set search_path = '' as $$
declare
  path everfresh.paths;
  tracked everfresh.tracked;
  part record;
  hop record;
  rows_sql text;
  lines text := '';
begin
  for path in select * from everfresh.paths p order by p.target, p.n loop
    select * into tracked from everfresh.tracked t where t.target = path.target;
    for hop in
      select h.value ->> 'column' as column_name, h.value ->> 'key' as key, h.n::integer as n
        from jsonb_array_elements(path.hops) with ordinality as h(value, n)
       where (h.value ->> 'table')::oid = parent
    loop
      select * into part from everfresh.scope_sql(path, hop.n);
      rows_sql := case operation
        when 'DELETE' then 'select * from old_rows'
        else format('select o.* from old_rows o join new_rows n on n.%1$I = o.%1$I where n.%2$I is distinct from o.%2$I
                     union all select n.* from new_rows n join old_rows o on n.%1$I = o.%1$I where n.%2$I is distinct from o.%2$I',
                    hop.key, hop.column_name) end;
      lines := lines || format($sql$
    with told as (select distinct %1$s as scope from (%2$s) r%3$s)
    insert into everfresh.log (slot, scope, schema_name, table_name, operation, origin, push)
    select everfresh.slot(), told.scope, %4$L, %5$L, tg_op, everfresh.origin(), %6$L
      from told where scope is not null and (select count(*) from told) <= 200
    union all
    select everfresh.slot(), '*', %4$L, %5$L, tg_op, everfresh.origin(), false
     where (select count(*) from told) > 200;
  $sql$, part.scope, rows_sql, part.joins,
        (select relnamespace::regnamespace::text from pg_catalog.pg_class where oid = path.target),
        (select relname from pg_catalog.pg_class where oid = path.target), tracked.push);
    end loop;
  end loop;
  return lines;
end
$$;

-- SQL that logs that `target`, and whatever leads through it, was emptied.
create or replace function everfresh.emptied_sql(target regclass) returns text
language sql stable set search_path = '' as $$
  select string_agg(format($sql$
    insert into everfresh.log (slot, scope, schema_name, table_name, operation, origin, push)
    values (everfresh.slot(), '*', %L, %L, 'TRUNCATE', everfresh.origin(), false);
  $sql$, n.nspname, c.relname), '')
    from everfresh.tracked t
    join pg_catalog.pg_class c on c.oid = t.target
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   where t.target = emptied_sql.target
      or exists (
        select from everfresh.paths p, jsonb_array_elements(p.hops) h
         where p.target = t.target and (h ->> 'table')::oid = emptied_sql.target
      )
$$;

-- Drops the triggers on `target`, and their functions.
create or replace function everfresh.drop_triggers(target regclass) returns void
language plpgsql set search_path = '' as $$
declare
  found record;
begin
  for found in
    select t.tgname, t.tgfoid::regprocedure as function
      from pg_catalog.pg_trigger t join pg_catalog.pg_proc p on p.oid = t.tgfoid
     where t.tgrelid = target and not t.tgisinternal and p.pronamespace = 'everfresh'::regnamespace
  loop
    execute format('drop trigger %I on %s', found.tgname, target);
    execute format('drop function %s', found.function);
  end loop;
end
$$;

-- Makes the triggers of `target` anew, from what is tracked now.
create or replace function everfresh.make_triggers(target regclass) returns void
language plpgsql set search_path = '' as $$
declare
  named record;
  own boolean := exists (select from everfresh.tracked t where t.target = make_triggers.target);
  may_fail boolean := coalesce(
    (select t.strict from everfresh.tracked t where t.target = make_triggers.target), false
  );
  operation text;
  body text;
  function_name text;
begin
  perform everfresh.drop_triggers(target);
  select c.relname, n.nspname into strict named
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = target;
  foreach operation in array array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'] loop
    body := coalesce(case operation
      when 'INSERT' then case when own then everfresh.own_rows_sql(target, '{new_rows}') end
      when 'UPDATE' then concat(case when own then everfresh.own_rows_sql(target, '{old_rows,new_rows}') end, everfresh.children_sql(target, operation))
      when 'DELETE' then concat(case when own then everfresh.own_rows_sql(target, '{old_rows}') end, everfresh.children_sql(target, operation))
      else everfresh.emptied_sql(target)
    end, '');
    continue when body = '';
    function_name := format('everfresh.%I', left(named.relname, 30) || '_' || left(md5(named.nspname || '.' || named.relname), 8) || '_' || lower(operation));
    execute format($sql$
create or replace function %s() returns trigger language plpgsql security definer set search_path = '' as $body$
begin
  %s
  %s
  return null;
%s
end
$body$
$sql$, function_name,
      case operation
        when 'TRUNCATE' then ''
        when 'DELETE' then 'if not exists (select from old_rows) then return null; end if;'
        else 'if not exists (select from new_rows) then return null; end if;' end,
      body,
      case when may_fail then '' else format(
        'exception when others then perform everfresh.missed(%L, sqlerrm); return null;', target::text) end);
    execute format('revoke all on function %s() from public', function_name);
    execute format('create trigger %I after %s on %s %s for each statement execute function %s()',
      'everfresh_' || lower(operation), operation, target,
      case operation
        when 'INSERT' then 'referencing new table as new_rows'
        when 'UPDATE' then 'referencing old table as old_rows new table as new_rows'
        when 'DELETE' then 'referencing old table as old_rows'
        else '' end,
      function_name);
    -- Also what a subscription or a restore writes is told.
    execute format('alter table %s enable always trigger %I', target, 'everfresh_' || lower(operation));
  end loop;
end
$$;

-- The tables that the paths of `target` lead through.
create or replace function everfresh.parents(target regclass) returns setof regclass
language sql stable set search_path = '' as $$
  select distinct (h ->> 'table')::oid::regclass
    from everfresh.paths p, jsonb_array_elements(p.hops) h where p.target = parents.target
$$;

-- Logs every change of `target`, in each of the scopes that its row belongs to:
--   select everfresh.track('tasks', 'project:{project_id}');
--   select everfresh.track('projects', array['project:{id}', 'user:{user_id}']);
--   select everfresh.track('comments', 'project:{task_id -> tasks.project_id}', route => array['task_id']);
-- `route`: columns whose values are told with a change (`column.key` reaches into JSON). `push` false: the log alone,
-- no broadcasts. `strict` true: a change that cannot be logged fails. Tracking a table again replaces what was said.
create or replace function everfresh.track(
  target regclass, scopes text[], route text[] default '{}', push boolean default true, strict boolean default false
) returns void language plpgsql set search_path = '' as $$
declare
  kind "char";
  template text;
  column_name text;
  n integer := 0;
  read record;
  before regclass[];
  parent regclass;
begin
  select c.relkind into kind from pg_catalog.pg_class c where c.oid = target;
  if kind not in ('r', 'p') or (select c.relispartition from pg_catalog.pg_class c where c.oid = target) then
    raise exception 'everfresh: % cannot be tracked: it is no table, or a part of a partitioned one.', target
      using errcode = 'wrong_object_type', hint = 'Track the table itself.';
  end if;
  if target::text like 'everfresh.%' then
    raise exception 'everfresh: % is the feed''s own.', target using errcode = 'wrong_object_type';
  end if;
  if everfresh.id_sql(target) is null then
    raise exception 'everfresh: % has no primary key, so nobody could tell which rows changed.', target
      using errcode = 'invalid_table_definition', hint = format('alter table %s add primary key (...);', target);
  end if;
  if scopes is null or cardinality(scopes) not between 1 and 10 or array_position(scopes, null) is not null then
    raise exception 'everfresh: % needs a scope, and may have ten at most.', target
      using errcode = 'invalid_parameter_value', hint = 'Such as: select everfresh.track(''tasks'', ''project:{project_id}'');';
  end if;
  perform everfresh.check_can_read();
  if push and to_regprocedure('realtime.send(jsonb,text,text,boolean)') is null then
    raise exception 'everfresh: this database has no realtime.send, so nothing can be broadcast.'
      using errcode = 'undefined_function', hint = 'Update Realtime, or say push => false: clients then look into the log.';
  end if;
  foreach column_name in array route loop
    perform everfresh.check_column(target, split_part(column_name, '.', 1), 'route ' || route::text);
  end loop;

  before := array(select everfresh.parents(target));
  delete from everfresh.tracked t where t.target = track.target;
  insert into everfresh.tracked values (target, scopes, route, push, strict);
  foreach template in array scopes loop
    n := n + 1;
    select * into read from everfresh.read_template(target, template);
    insert into everfresh.paths values (target, n, read.prefix, read.suffix, read.first_column, read.hops);
  end loop;
  perform everfresh.make_triggers(target);
  for parent in select unnest(before) union select everfresh.parents(target) loop
    perform everfresh.make_triggers(parent);
  end loop;
end
$$;

create or replace function everfresh.track(
  target regclass, scope text, route text[] default '{}', push boolean default true, strict boolean default false
) returns void language sql set search_path = '' as $$
  select everfresh.track(target, array[scope], route, push, strict)
$$;

-- Nothing of `target` is logged any more.
create or replace function everfresh.untrack(target regclass) returns void
language plpgsql set search_path = '' as $$
declare
  before regclass[] := array(select everfresh.parents(target));
  parent regclass;
begin
  delete from everfresh.tracked t where t.target = untrack.target;
  perform everfresh.make_triggers(target);
  foreach parent in array before loop
    perform everfresh.make_triggers(parent);
  end loop;
end
$$;

-- Makes all triggers anew: after an upgrade of this kit, or when columns that a scope is found by were renamed.
create or replace function everfresh.retrack() returns void
language plpgsql set search_path = '' as $$
declare
  one everfresh.tracked;
begin
  -- A table that was dropped took its triggers along.
  delete from everfresh.tracked t where not exists (select from pg_catalog.pg_class c where c.oid = t.target);
  for one in select * from everfresh.tracked loop
    perform everfresh.track(one.target, one.templates, one.route, one.push, one.strict);
  end loop;
end
$$;
