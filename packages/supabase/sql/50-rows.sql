-- SQL for the triggers: what happened to which scopes. It is read in a block that may fail, and written after it.

-- Text for "the primary key of a row r": the column itself, or a JSON list of several.
create or replace function everfresh.id_sql(target regclass) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when count(*) = 1 then format('r.%I::text', min(a.attname))
              when count(*) > 1 then format('jsonb_build_array(%s)::text', string_agg(format('r.%I', a.attname), ', ' order by key.n)) end
    from pg_catalog.pg_index i
   cross join lateral unnest(i.indkey::int2[]) with ordinality as key(attnum, n)
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = key.attnum
   where i.indrelid = target and i.indisprimary and key.n <= i.indnkeyatts
$$;

-- Text for the routing values of a row r, as columns c1, c2, ...; and for the object of all of them. `column.key`
-- reaches into JSON.
create or replace function everfresh.route_sql(route text[], out columns text, out object text)
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select coalesce(string_agg(', to_jsonb(' || case
           when name like '%.%' then format('r.%I ->> %L', split_part(name, '.', 1), substr(name, strpos(name, '.') + 1))
           else format('r.%I', name) end || format(') as c%s', n), '' order by n), ''),
         coalesce('jsonb_build_object(' || string_agg(
           format('%L, jsonb_agg(distinct coalesce(c%s, ''null''))', name, n), ', ' order by n) || ')', 'null::jsonb')
    from unnest(route) with ordinality as r(name, n)
$$;

-- Text that reads the scopes of rows, and with `each_row` their keys and routing values, from one or both of old_rows and
-- new_rows. A scope of more than 200 characters cannot be asked for.
create or replace function everfresh.rows_sql(target regclass, sources text[], route_columns text, each_row boolean) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select string_agg(
           format('select %s as scope%s from %s r%s where length(%1$s) <= 200', part.scope,
             case when each_row then format(', %s as id%s', everfresh.id_sql(target), route_columns) else '' end, source.name, part.joins),
           ' union all ' order by p.n, source.n)
    from everfresh.paths p, everfresh.scope_sql(p, 0) part, unnest(sources) with ordinality as source(name, n)
   where p.target = rows_sql.target
$$;

-- Whether a scope of `target` is read from a parent.
create or replace function everfresh.is_by_parent(target regclass) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from everfresh.paths p where p.target = is_by_parent.target and p.hops <> '[]')
$$;

-- Finds the scopes of the rows of `target` itself. Up to 50 rows are told one by one, and no longer texts than clients
-- can be sent. `quick` does all there is to do for them, in one statement; `reads` finds what is to be written. It
-- counts by an assignment, which PL/pgSQL evaluates without a statement of its own.
create or replace function everfresh.own_rows_sql(target regclass, sources text[], push boolean, out quick text, out reads text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  last_source text := sources[array_upper(sources, 1)];
  route record;
  grouped text;
begin
  select s.* into route from everfresh.tracked t, everfresh.route_sql(t.route) s where t.target = own_rows_sql.target;
  grouped := format($sql$
        select scope, case when sum(length(id)) <= 8000 then array_agg(distinct id) end as ids, %s as route
          from (%s) seen group by scope$sql$,
    route.object, everfresh.rows_sql(target, sources, route.columns, true));
  quick := format($sql$
    if exists (select from %1$s) and not exists (select from %1$s offset %2$s) then
      quick := everfresh.count_logging() is not null;
      insert into everfresh.log (slot, scope, schema_name, table_name, operation, ids, route, origin, push, read_in)
      select everfresh.slot(), scope, tg_table_schema, tg_table_name, tg_op, ids,
             case when length(route::text) <= 4000 then route end, everfresh.origin(), %3$L, %5$s from (%4$s
      ) each;
    end if;$sql$,
    -- No more than 200 scopes.
    last_source, least(50, 200 / cardinality(sources) / (select count(*) from everfresh.paths p where p.target = own_rows_sql.target)), push, grouped,
    case when everfresh.is_by_parent(target) then 'pg_current_snapshot()' else 'null' end);
  reads := format($sql$
    if exists (select from %s offset 50) then
      select array_agg(row(scope, null, null)::everfresh.told) into told from (
        select distinct scope from (%s) seen limit 201
      ) each;
      -- Rows whose parents may come later in this transaction.
      quick := told is null and everfresh.count_logging() is null;
    else
      select array_agg(row(scope, ids, case when length(route::text) <= 4000 then route end)::everfresh.told) into told from (%s
      ) each;
    end if;$sql$,
    last_source, everfresh.rows_sql(target, sources, '', false), grouped);
end
$$;

-- Text that says, in a trigger of `parent`, whether rows of `child` may have been there before their parent. Where a
-- foreign key is checked at once that takes a replica, for whom no key is checked; where it is checked at the end, an
-- earlier statement of the transaction. Altered keys are seen by everfresh.retrack.
create or replace function everfresh.early_sql(child regclass, child_column text, parent regclass) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce((
    select case when c.condeferrable then 'everfresh.times_logged() > quick::integer or ' else '' end
           || 'current_setting(''session_replication_role'') = ''replica'''
      from pg_catalog.pg_constraint c
      join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and c.conkey = array[a.attnum]
     where c.contype = 'f' and c.conrelid = child and c.confrelid = parent and a.attname = child_column and c.convalidated
     order by c.condeferrable limit 1
  ), 'true')
$$;

-- Text for the new parents that a child may have waited for: where no key keeps children from being first, those that an
-- index finds to have some, else all.
create or replace function everfresh.awaited_sql(child regclass, child_column text, parent_key text, early text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when early = 'true' and exists (
    select from pg_catalog.pg_index i
      join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
     where i.indrelid = child and a.attname = child_column and i.indpred is null
  ) then format('(select n.* from new_rows n where exists (select from %s c where c.%I = n.%I))', child, child_column, parent_key)
  else 'new_rows' end
$$;

-- What to do for each tracked table whose path leads through `parent`: rows of it came into a scope or left it, or went
-- with their parent (the child's own trigger then finds no parent any more), or were there before it. `idle`: text that
-- says whether that is nothing.
-- Dropped first: it once said less, and PostgreSQL replaces no function by one that answers otherwise.
drop function if exists everfresh.children_sql(regclass, text);
create function everfresh.children_sql(
  parent regclass, operation text, out declared text, out reads text, out writes text, out idle text
) language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  path everfresh.paths;
  tracked everfresh.tracked;
  part record;
  hop record;
  before jsonb;
  child regclass;
  early text;
  rows_sql text;
  found text;
  n integer := 0;
begin
  declared := '';
  reads := '';
  writes := '';
  idle := 'true';
  for path in select * from everfresh.paths p order by p.target, p.n loop
    select * into tracked from everfresh.tracked t where t.target = path.target;
    for hop in
      select h.value ->> 'column' as column_name, h.value ->> 'key' as key, h.n::integer as n
        from jsonb_array_elements(path.hops) with ordinality as h(value, n)
       where (h.value ->> 'table')::oid = parent
    loop
      before := case when hop.n > 1 then path.hops -> (hop.n - 2) else jsonb_build_object('table', path.target::oid, 'column', path.first_column) end;
      child := (before ->> 'table')::oid::regclass;
      early := case operation when 'INSERT' then everfresh.early_sql(child, before ->> 'column', parent) else 'true' end;
      -- A parent that is not followed itself gets no trigger for replicas alone, which all others would pay for.
      continue when starts_with(early, 'current_setting') and not exists (select from everfresh.tracked t where t.target = parent);
      n := n + 1;
      idle := case when early = 'true' then 'false' else format('%s and not (%s)', idle, early) end;
      select * into part from everfresh.scope_sql(path, hop.n);
      -- A full join, which is never made by comparing each row with each.
      rows_sql := case operation
        when 'INSERT' then format('select %I from %s new', hop.column_name,
          everfresh.awaited_sql(child, before ->> 'column', hop.key, early))
        when 'DELETE' then format('select %1$I from old_rows', hop.column_name)
        else format('select unnest(array[o.%1$I, n.%1$I]) as %1$I from old_rows o full join new_rows n on n.%2$I = o.%2$I
                      where n.%1$I is distinct from o.%1$I', hop.column_name, hop.key) end;
      declared := declared || format(E'\n  child_%s everfresh.told[];', n);
      found := format($sql$
    select array_agg(row(scope, null, null)::everfresh.told) into child_%1$s from (
      select distinct %2$s as scope from (%3$s) r%4$s where length(%2$s) <= 200 limit 201
    ) each;$sql$, n, part.scope, rows_sql, part.joins);
      reads := reads || case early when 'true' then found else format(E'\n    if %s then%s\n    end if;', early, found) end;
      writes := writes || format($sql$
  perform everfresh.write_for(child_%s, %s, tg_op, %L, %L, %s);$sql$,
        n, path.target::oid, tracked.push, tracked."strict", case part.joins when '' then 'null' else 'read_in' end);
    end loop;
  end loop;
end
$$;

-- That `target`, and whatever leads through it, was emptied.
create or replace function everfresh.emptied_sql(target regclass) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select string_agg(format(E'\n  perform everfresh.write_for(array[row(''*'', null, null)::everfresh.told], %s, tg_op, false, %L, null);', t.target::oid, t.strict), '')
    from everfresh.tracked t
   where t.target = emptied_sql.target
      or exists (
        select from everfresh.paths p, jsonb_array_elements(p.hops) h
         where p.target = t.target and (h ->> 'table')::oid = emptied_sql.target
      )
$$;
