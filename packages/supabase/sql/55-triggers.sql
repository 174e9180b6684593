-- The triggers of a table, and their functions.

-- Drops the triggers on `target`, and their functions.
create or replace function everfresh.drop_triggers(target regclass) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
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
  delete from everfresh.triggers t where t.target = drop_triggers.target;
end
$$;

-- The function for one operation on `target`; null: nothing is to be logged then. Row-level security is off in it,
-- which makes a statement fail that a policy would show fewer rows: a hole is better than a change that nobody hears of.
create or replace function everfresh.function_sql(target regclass, operation text) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  tracked everfresh.tracked;
  own record;
  children record;
  declared text := '';
  quick text := '';
  reads text := '';
  writes text := '';
begin
  select * into tracked from everfresh.tracked t where t.target = function_sql.target;
  if operation = 'TRUNCATE' then
    writes := everfresh.emptied_sql(target);
  else
    select * into children from everfresh.children_sql(target, operation);
    declared := E'\n  quick boolean := false;\n  read_in pg_snapshot;' || children.declared;
    reads := children.reads;
    writes := children.writes;
    if tracked.target is not null then
      select * into own from everfresh.own_rows_sql(target, case operation
        when 'INSERT' then array['new_rows'] when 'DELETE' then array['old_rows'] else array['old_rows', 'new_rows'] end, tracked.push);
      quick := everfresh.quick_sql(own.quick, tracked."strict") || case
        when children.idle = 'false' then '' else format(E'\n  if quick and %s then\n    return null;\n  end if;', children.idle) end;
      reads := format(E'\n    if not quick then%s\n    end if;', own.reads) || reads;
      writes := format(E'\n  perform everfresh.write(told, tg_relid, tg_table_schema, tg_table_name, tg_op, %L, %L, %s, false);',
        tracked.push, tracked."strict", case when everfresh.is_by_parent(target) then 'read_in' else 'null' end) || writes;
    end if;
  end if;
  if coalesce(writes, '') = '' then
    return null;
  end if;
  if strpos(writes, 'read_in') > 0 then
    reads := E'\n    read_in := pg_current_snapshot();' || reads;
  end if;
  if reads <> '' and tracked."strict" is not true then
    reads := format(E'\n  begin%s\n  exception when others then\n    perform everfresh.missed(tg_relid, sqlerrm);\n    return null;\n  end;', reads);
  end if;
  return format(E'language plpgsql security definer set search_path = pg_catalog, pg_temp set row_security = off as $body$\n'
    'declare\n  told everfresh.told[];%s\nbegin%s%s%s\n  return null;\nend\n$body$', declared, quick, reads, writes);
end
$$;

-- Reads the rows of `target` as its triggers will, and none of them: what keeps it from that is known before a write
-- meets it, such as two types that cannot be compared, or a parent that the owner may not read.
create or replace function everfresh.check_rows(target regclass) returns void
language plpgsql set search_path = pg_catalog, pg_temp set row_security = off as $$
declare
  path everfresh.paths;
begin
  for path in select * from everfresh.paths p where p.target = check_rows.target order by p.n loop
    execute (
      select format('select %s, %s%s from %s r%s limit 0', part.scope, everfresh.id_sql(t.target), route.columns, t.target, part.joins)
        from everfresh.tracked t, everfresh.scope_sql(path, 0) part, everfresh.route_sql(t.route) route
       where t.target = check_rows.target
    );
  end loop;
exception when others then
  raise exception 'everfresh: the rows of % cannot be read as it is to be tracked: %', check_rows.target, sqlerrm
    using errcode = sqlstate, hint = 'See the ways of its scopes, and its route: what is compared is of one type, and `column.key` reaches into JSON only.';
end
$$;

-- Makes the triggers of `target` anew, from what is tracked now.
create or replace function everfresh.make_triggers(target regclass) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  named record;
  operation text;
  body text;
  function_name text;
  trigger_name text;
begin
  select c.relname into named from pg_catalog.pg_class c where c.oid = target;
  if not found then
    return;
  end if;
  perform everfresh.drop_triggers(target);
  foreach operation in array array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'] loop
    body := everfresh.function_sql(target, operation);
    continue when body is null;
    trigger_name := 'everfresh_' || lower(operation);
    function_name := format('everfresh.%I',
      -- No longer than a name may be, in any letters; and another's, once the table's own name is another's.
      left(named.relname, 10) || '_' || target::oid || '_' || lower(operation));
    execute format('create or replace function %s() returns trigger %s', function_name, body);
    execute format('revoke all on function %s() from public', function_name);
    execute format('create trigger %I after %s on %s %s for each statement execute function %s()',
      trigger_name, operation, target,
      case operation
        when 'INSERT' then 'referencing new table as new_rows'
        when 'UPDATE' then 'referencing old table as old_rows new table as new_rows'
        when 'DELETE' then 'referencing old table as old_rows'
        else '' end,
      function_name);
    -- Also what a restore writes is told, or whoever else says that he is a replica. A subscription runs no trigger of a
    -- statement.
    execute format('alter table %s enable always trigger %I', target, trigger_name);
    insert into everfresh.triggers values (target, trigger_name);
  end loop;
end
$$;

-- The numbers of the columns of the primary key.
create or replace function everfresh.key_of(target regclass) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select i.indkey::text from pg_catalog.pg_index i where i.indrelid = target and i.indisprimary
$$;

-- Whether somebody dropped or disabled one of our triggers, or put another table in the place of a tracked one, or gave
-- it another key: then changes may not have been logged, or not by their key, until everfresh.retrack() is called. A
-- trigger that was disabled and enabled again is no longer enabled `always`. Asked with every question: so each is looked
-- up by itself, where a join reads all of the catalogue, and a function for it would take longer.
create or replace function everfresh.is_any_lost() returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return exists (
    select from everfresh.triggers t
     where (select g.tgenabled from pg_catalog.pg_trigger g where g.tgrelid = t.target and g.tgname = t.name) is distinct from 'A'
       and (select c.oid from pg_catalog.pg_class c where c.oid = t.target) is not null
  ) or exists (
    select from everfresh.tracked t
     where (select c.oid from pg_catalog.pg_class c where c.oid = t.target) is null
       and to_regclass(format('%I.%I', t.schema_name, t.table_name)) is not null
  ) or exists (
    select from everfresh.tracked t
     -- Whoever asked before the feed kept keys, and waited for that, sees none.
     where t.key <> coalesce((select i.indkey::text from pg_catalog.pg_index i where i.indrelid = t.target and i.indisprimary), '')
       and (select c.oid from pg_catalog.pg_class c where c.oid = t.target) is not null
  );
end
$$;
