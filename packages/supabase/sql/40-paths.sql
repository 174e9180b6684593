-- From `project:{shot_id -> shots.project_id}` to where a row's scope is found.

-- The key of `parent` that `child`.`child_column` points at; null: there is none. A column of a key of several says which
-- row it is only where it is unique by itself.
create or replace function everfresh.key_of_parent(child regclass, child_column text, parent regclass) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  with pointed as (
    select key.attname, 1 as rank
      from pg_catalog.pg_constraint c
     cross join lateral unnest(c.conkey, c.confkey) as pair(own, theirs)
      join pg_catalog.pg_attribute own on own.attrelid = c.conrelid and own.attnum = pair.own
      join pg_catalog.pg_attribute key on key.attrelid = c.confrelid and key.attnum = pair.theirs
     where c.contype = 'f' and c.conrelid = child and c.confrelid = parent and own.attname = child_column
       and exists (
         select from pg_catalog.pg_index i
          where i.indrelid = parent and i.indisunique and i.indnkeyatts = 1 and i.indkey[0] = pair.theirs and i.indpred is null
       )
    union all
    -- Without a foreign key: the parent's primary key, where that is one column.
    select key.attname, 2
      from pg_catalog.pg_index i
      join pg_catalog.pg_attribute key on key.attrelid = i.indrelid and key.attnum = i.indkey[0]
     where i.indrelid = parent and i.indisprimary and i.indnkeyatts = 1
  )
  select attname from pointed order by rank limit 1
$$;

create or replace function everfresh.check_column(target regclass, column_name text, said text) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (
    select from pg_catalog.pg_attribute
     where attrelid = target and attname = column_name and attnum > 0 and not attisdropped
  ) then
    raise exception 'everfresh: % has no column "%".', target, column_name
      using errcode = 'undefined_column', detail = 'It was asked for in: ' || said,
      hint = 'Its columns: ' || (
        select string_agg(attname, ', ' order by attnum) from pg_catalog.pg_attribute
         where attrelid = target and attnum > 0 and not attisdropped
      );
  end if;
end
$$;

-- A value is compared, and written into a scope, as every session does it: not by an operator of an extension's (citext),
-- which is not found here, nor as its settings have it (datestyle, TimeZone).
create or replace function everfresh.check_type(target regclass, column_name text, in_scope boolean, said text) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  strange text;
  unsteady text;
begin
  -- Domains, lists and ranges of such a type, too.
  with recursive within(type) as (
    select a.atttypid from pg_catalog.pg_attribute a where a.attrelid = target and a.attname = column_name
    union
    select next.type from within w join pg_catalog.pg_type t on t.oid = w.type cross join lateral (
      select t.typbasetype as type where t.typtype = 'd'
       union all select t.typelem where t.typcategory = 'A'
       union all select r.rngsubtype from pg_catalog.pg_range r where t.oid in (r.rngtypid, r.rngmultitypid)
       union all select a.atttypid from pg_catalog.pg_attribute a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
    ) next
  )
  select min(format_type(t.oid, null)) filter (
           where t.typtype = 'b' and t.typcategory <> 'A' and t.typnamespace <> 'pg_catalog'::regnamespace),
         min(format_type(t.oid, null)) filter (
           where format_type(t.oid, null) = any (array['date', 'timestamp without time zone', 'timestamp with time zone', 'interval',
             'real', 'double precision', 'money', 'bytea']))
    into strange, unsteady
    from within w join pg_catalog.pg_type t on t.oid = w.type;
  if strange is not null then
    raise exception 'everfresh: %.% is of the type %, which is compared in a way of its own, in the scope "%".', target, column_name, strange, said
      using errcode = 'datatype_mismatch', hint = 'Use a column of a type of PostgreSQL''s own, such as text or uuid.';
  end if;
  if in_scope and unsteady is not null then
    raise exception 'everfresh: %.% is of the type %, which each session writes in its own way, in the scope "%".', target, column_name, unsteady, said
      using errcode = 'datatype_mismatch', hint = 'Use a column that is written in one way, such as text, uuid or an integer: add one if need be (generated always as).';
  end if;
end
$$;

-- Reads a template: what stands before and after the braces, the row's own column, and the hops to other tables.
create or replace function everfresh.read_template(
  target regclass, template text, out prefix text, out suffix text, out first_column text, out hops jsonb
) language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  -- Something stands before the braces: else a row that says `*` would be told to everybody.
  parts text[] := regexp_match(template, '^([^{}*]+)(?:\{([^{}]+)\}([^{}*]*))?$');
  steps text[];
  step text;
  named text[];
  here regclass := target;
  here_column text;
  parent regclass;
  key text;
begin
  if parts is null or btrim(parts[1]) = '' then
    raise exception 'everfresh: "%" is no scope.', template
      using errcode = 'invalid_parameter_value',
      hint = 'Write what the scope is called, with one column in braces: project:{project_id}, or by way of a parent: project:{shot_id -> shots.project_id}';
  end if;
  prefix := parts[1];
  suffix := coalesce(parts[3], '');
  hops := '[]';
  if parts[2] is null then
    return;
  end if;
  steps := regexp_split_to_array(btrim(parts[2]), '\s*->\s*');
  first_column := steps[1];
  perform everfresh.check_column(target, first_column, template);
  here_column := first_column;
  foreach step in array steps[2:] loop
    named := regexp_match(step, '^(?:([^.]+)\.)?([^.]+)\.([^.]+)$');
    if named is null then
      raise exception 'everfresh: "%" is no step of a path, in the scope "%".', step, template
        using errcode = 'invalid_parameter_value', hint = 'Write table.column or schema.table.column.';
    end if;
    parent := to_regclass(format('%I.%I', coalesce(named[1], 'public'), named[2]));
    if parent is null then
      raise exception 'everfresh: there is no table %.%, in the scope "%".', coalesce(named[1], 'public'), named[2], template
        using errcode = 'undefined_table', hint = 'A table outside of the schema public is written with its schema.';
    end if;
    perform everfresh.check_column(parent, named[3], template);
    key := everfresh.key_of_parent(here, here_column, parent);
    if (select c.relkind not in ('r', 'p') or c.relispartition from pg_catalog.pg_class c where c.oid = parent) then
      raise exception 'everfresh: % is no table, or a part of a partitioned one, in the scope "%".', parent, template
        using errcode = 'wrong_object_type', hint = 'Lead the way through the table itself.';
    end if;
    if key is null then
      raise exception 'everfresh: nothing says which row of % the column "%" of % points at, in the scope "%".',
        parent, here_column, here, template
        using errcode = 'invalid_foreign_key', hint = 'Add a foreign key of one column, or give the parent a primary key of one column.';
    end if;
    perform everfresh.check_type(here, here_column, false, template);
    perform everfresh.check_type(parent, key, false, template);
    hops := hops || jsonb_build_array(jsonb_build_object('table', parent::oid, 'key', key, 'column', named[3]));
    here := parent;
    here_column := named[3];
  end loop;
  perform everfresh.check_type(here, here_column, true, template);
end
$$;

-- SQL for "the scopes of these rows" of a template, from the hop `from_hop` on (0: the tracked table's own row):
-- what is selected for the scope, and what is joined to the rows `r`.
create or replace function everfresh.scope_sql(path everfresh.paths, from_hop integer, out scope text, out joins text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  alias text := 'r';
  here_column text := path.first_column;
  hop jsonb;
begin
  joins := '';
  if path.first_column is null then
    scope := quote_literal(path.prefix);
    return;
  end if;
  if from_hop > 0 then
    here_column := path.hops -> (from_hop - 1) ->> 'column';
  end if;
  for i in from_hop .. jsonb_array_length(path.hops) - 1 loop
    hop := path.hops -> i;
    joins := joins || format(' join %s p%s on p%s.%I = %s.%I',
      (hop ->> 'table')::oid::regclass, i, i, hop ->> 'key', alias, here_column);
    alias := 'p' || i;
    here_column := hop ->> 'column';
  end loop;
  -- Null where the column is: then the row is in no scope.
  scope := format('%L || %s.%I::text || %L', path.prefix, alias, here_column, path.suffix);
end
$$;
