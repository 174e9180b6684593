-- What the feed keeps, and for how long. Nothing here is for the app's users: they have no rights on this schema's tables.

set client_min_messages = warning;
create schema if not exists everfresh;
comment on schema everfresh is 'The change feed of Everfresh. Removed by `npx everfresh feed remove`.';

create table if not exists everfresh.state (
  one boolean primary key default true check (one),
  -- Of the kit that was installed last.
  version integer not null default 0,
  -- How long a change is kept, at least.
  kept interval not null default '24 hours',
  -- How many ms clients wait between two questions while they have no live connection, at least; null: as they like.
  poll_after_ms integer check (poll_after_ms between 0 and 600000),
  -- Of the cluster that the transactions below belong to.
  system_identifier text not null,
  -- No change of this transaction, or of an older one, needs to be in the log any more.
  pruned_xid xid8 not null default '0',
  -- Counts how often pruned_xid was raised: see everfresh.rotate.
  rotation bigint not null default 0,
  marked_slot integer,
  marked_at timestamptz
);
insert into everfresh.state (system_identifier)
  select system_identifier from pg_control_system() on conflict do nothing;

-- One row for each statement, scope, table and operation; written by triggers, read by everfresh.changes_since.
-- A ring of eight tables: a whole one is emptied at a time, which costs neither the writers nor vacuum anything.
create sequence if not exists everfresh.log_id cache 32;
create table if not exists everfresh.log (
  id bigint not null default nextval('everfresh.log_id'),
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null default clock_timestamp(),
  slot integer not null,
  -- `*`: every scope.
  scope text not null,
  schema_name text not null,
  table_name text not null,
  operation text not null,
  -- The primary keys of the rows, as text; null: many.
  ids text[],
  -- The values that routing needs, each column's as a list; null: many.
  route jsonb,
  -- Who wrote, as the request's header said.
  origin text,
  push boolean not null
) partition by list (slot);

do $$
begin
  for slot in 0..7 loop
    execute format('create table if not exists everfresh.log_%s partition of everfresh.log for values in (%s)', slot, slot);
    execute format('alter table everfresh.log_%s enable row level security', slot);
  end loop;
end
$$;
create index if not exists log_scope_xid on everfresh.log (scope, xid);
alter table everfresh.log enable row level security;
alter table everfresh.state enable row level security;

-- The newest transaction of which a change could not be logged. A sequence: what is written to it survives a rollback.
create sequence if not exists everfresh.newest_hole minvalue 0 start 0;
-- The rotation that last emptied a table: told to readers whose snapshot is older than it.
create sequence if not exists everfresh.truncations minvalue 0 start 0;

-- What is followed, and how a row's scope is found.
create table if not exists everfresh.tracked (
  target regclass primary key,
  templates text[] not null,
  route text[] not null,
  push boolean not null,
  strict boolean not null
);
alter table everfresh.tracked enable row level security;

-- One row for each scope template of a tracked table: prefix || column of the last hop || suffix.
create table if not exists everfresh.paths (
  target regclass not null references everfresh.tracked on delete cascade,
  n integer not null,
  prefix text not null,
  suffix text not null,
  -- Null: the scope is the prefix alone.
  first_column text,
  -- [{"table", "key", "column"}]: from the column before to the row of `table` whose `key` it is, and on by its `column`.
  hops jsonb not null,
  primary key (target, n)
);
alter table everfresh.paths enable row level security;
-- Who may listen to a scope, and read what changed in it: the app's own function. Until it is written, nobody.
-- Never replaced by this migration.
do $do$
begin
  if to_regprocedure('everfresh.can_read(text)') is not null then
    return;
  end if;
  create function everfresh.can_read(scope text) returns boolean
  language sql stable security definer set search_path = '' as 'select false';
end
$do$;

-- It is asked from a policy and from the log, and must answer both alike, whoever asks: so it runs as its owner, whom
-- row-level security does not bind, and says so.
create or replace function everfresh.check_can_read() returns void
language plpgsql stable set search_path = '' as $$
declare
  can_read record;
begin
  select p.prosecdef, p.prosrc into can_read
    from pg_catalog.pg_proc p where p.oid = to_regprocedure('everfresh.can_read(text)');
  if not found then
    raise exception 'everfresh: the function everfresh.can_read(scope text) is missing, so nobody can be let in.'
      using errcode = 'undefined_function',
      hint = 'Create it: it returns whether auth.uid() may read everything in the scope. docs/feed.md has one to start from.';
  elsif can_read.prosrc = 'select false' then
    raise exception 'everfresh: everfresh.can_read(scope text) is still the one that lets nobody in.'
      using errcode = 'object_not_in_prerequisite_state',
      hint = 'Replace it in a migration before this one. docs/feed.md has one to start from.';
  elsif not can_read.prosecdef then
    raise exception 'everfresh: everfresh.can_read(scope text) is not SECURITY DEFINER.'
      using errcode = 'object_not_in_prerequisite_state',
      hint = 'Say `security definer set search_path = ''''`, and compare with auth.uid() in it: row-level security does not apply inside.';
  end if;
end
$$;

create or replace function everfresh.may_read(scope text) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  perform everfresh.check_can_read();
  return coalesce(everfresh.can_read(scope), false);
end
$$;
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
-- From `project:{shot_id -> shots.project_id}` to where a row's scope is found.

-- The key of `parent` that `child`.`child_column` points at; null: there is none.
create or replace function everfresh.key_of_parent(child regclass, child_column text, parent regclass) returns text
language sql stable set search_path = '' as $$
  with pointed as (
    select key.attname, 1 as rank
      from pg_catalog.pg_constraint c
     cross join lateral unnest(c.conkey, c.confkey) as pair(own, theirs)
      join pg_catalog.pg_attribute own on own.attrelid = c.conrelid and own.attnum = pair.own
      join pg_catalog.pg_attribute key on key.attrelid = c.confrelid and key.attnum = pair.theirs
     where c.contype = 'f' and c.conrelid = child and c.confrelid = parent and own.attname = child_column
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
language plpgsql stable set search_path = '' as $$
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

-- Reads a template: what stands before and after the braces, the row's own column, and the hops to other tables.
create or replace function everfresh.read_template(
  target regclass, template text, out prefix text, out suffix text, out first_column text, out hops jsonb
) language plpgsql stable set search_path = '' as $$
declare
  parts text[] := regexp_match(template, '^([^{}*]*)(?:\{([^{}]+)\}([^{}*]*))?$');
  steps text[];
  step text;
  named text[];
  here regclass := target;
  here_column text;
  parent regclass;
  key text;
begin
  if parts is null or template !~ '\S' then
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
    if key is null then
      raise exception 'everfresh: nothing says which row of % the column "%" of % points at, in the scope "%".',
        parent, here_column, here, template
        using errcode = 'invalid_foreign_key', hint = 'Add the foreign key, or give the parent a primary key of one column.';
    end if;
    hops := hops || jsonb_build_array(jsonb_build_object('table', parent::oid, 'key', key, 'column', named[3]));
    here := parent;
    here_column := named[3];
  end loop;
end
$$;

-- SQL for "the scopes of these rows" of a template, from the hop `from_hop` on (0: the tracked table's own row):
-- what is selected for the scope, and what is joined to the rows `r`.
create or replace function everfresh.scope_sql(path everfresh.paths, from_hop integer, out scope text, out joins text)
language plpgsql stable set search_path = '' as $$
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
-- What a reader has not seen.

-- What makes one history of transactions: the cluster, its timeline, when the server started, and when it last
-- recovered from a crash (a crash that the server survives loses what was not yet written, and numbers transactions
-- again; the statistics of the archiver are reset by such a recovery, and by nothing else that happens by itself).
create or replace function everfresh.identity() returns text
language sql stable security definer set search_path = '' as $$
  select concat_ws('.',
    (select system_identifier from pg_catalog.pg_control_system()),
    ('x' || substr(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 1, 8))::bit(32)::bigint,
    (extract(epoch from pg_catalog.pg_postmaster_start_time()) * 1000000)::bigint,
    coalesce((extract(epoch from (select stats_reset from pg_catalog.pg_stat_archiver)) * 1000000)::bigint, 0)
  )
$$;

-- The changes of `scopes` that were not visible to the reader who was given `cursor`, and are now:
-- {"cursor", "changes": [{"scope", "schema", "table", "operation", "ids", route, "origin", "commits"}], "complete",
--  "reason", "poll_after_ms", "rotate"}. Not complete: there may have been others, and everything is to be fetched.
create or replace function everfresh.changes_since(scopes text[], cursor text default null) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  most constant integer := 5000;
  seen constant pg_snapshot := pg_current_snapshot();
  state everfresh.state;
  identity text;
  given text[];
  before pg_snapshot;
  reason text;
  refused text[];
  changes jsonb := '[]';
  unseen bigint := 0;
  newest_hole bigint;
  truncations bigint;
begin
  if pg_is_in_recovery() then
    raise exception 'everfresh: this is a standby. It does not know which transactions are running.'
      using errcode = 'object_not_in_prerequisite_state', hint = 'Ask the primary.';
  end if;
  if scopes is null or cardinality(scopes) not between 1 and 100 or array_position(scopes, null) is not null then
    raise exception 'everfresh: % scopes were asked for. From 1 to 100 can be.', coalesce(cardinality(scopes), 0)
      using errcode = 'invalid_parameter_value', hint = 'Ask for fewer at a time.';
  end if;
  if exists (select from unnest(scopes) scope where length(scope) > 200) then
    raise exception 'everfresh: a scope is longer than 200 characters.' using errcode = 'invalid_parameter_value',
      hint = 'Write it as the table is tracked by: kind:id.';
  end if;
  perform everfresh.check_can_read();
  refused := array(select scope from unnest(scopes) scope where not coalesce(everfresh.can_read(scope), false));
  if cardinality(refused) > 0 then
    raise exception 'everfresh: there is no such scope, or it is not yours to read.'
      using errcode = 'insufficient_privilege', detail = to_jsonb(refused)::text,
      hint = 'Ask without the scopes named in the details. Who may read is decided by everfresh.can_read.';
  end if;

  select * into strict state from everfresh.state;
  identity := everfresh.identity();

  if cursor is null then
    reason := 'first';
  else
    -- version.system.timeline.start.recovery.snapshot
    given := regexp_match(cursor, '^1\.(\d+\.\d+\.\d+\.\d+)\.(\d+:\d+:[\d,]*)$');
    begin
      if length(cursor) > 16384 or given is null then
        raise exception using errcode = 'invalid_parameter_value';
      end if;
      before := given[2]::pg_snapshot;
    exception when others then
      raise exception 'everfresh: this is no cursor.' using errcode = 'invalid_parameter_value',
        hint = 'Send the cursor as the last answer gave it, or null to begin anew.';
    end;
    if given[1] <> identity or state.system_identifier <> split_part(identity, '.', 1) then
      reason := 'other-history';
    elsif pg_snapshot_xmax(before) > pg_snapshot_xmax(seen) then
      reason := 'from-the-future';
    elsif state.pruned_xid >= pg_snapshot_xmin(before) then
      reason := 'too-old';
    end if;
  end if;

  if reason is null then
    select coalesce(jsonb_agg(to_jsonb(told) - 'entries'), '[]'), coalesce(sum(told.entries), 0) into changes, unseen
      from (
        select each.scope, each.schema_name as schema, each.table_name as table, each.operation, each.origin,
               everfresh.merged_ids(each.ids) as ids, everfresh.merged_routes(each.route) as route,
               case when count(distinct each.xid) <= 100
                 then jsonb_object_agg(each.xid::text, each.n) end as commits,
               count(*) as entries
          from (
            select l.*, count(*) over (partition by l.scope, l.schema_name, l.table_name, l.operation, l.origin, l.xid) as n
              from everfresh.log l
             where l.scope = any (scopes || '*'::text)
               and l.xid >= pg_snapshot_xmin(before)
               and not pg_visible_in_snapshot(l.xid, before)
             limit most + 1
          ) each
         group by each.scope, each.schema_name, each.table_name, each.operation, each.origin
      ) told;
    if unseen > most then
      reason := 'too-much';
    else
      -- These two are no part of a snapshot: what they say now covers all that is in this one.
      select last_value into strict newest_hole from everfresh.newest_hole;
      select last_value into strict truncations from everfresh.truncations;
      if newest_hole >= pg_snapshot_xmin(before)::text::bigint then
        reason := 'not-logged';
      elsif truncations > state.rotation then
        -- A table was emptied that this snapshot does not know of: what was in it need not be old.
        reason := 'too-old';
      end if;
    end if;
    if reason is not null then
      changes := '[]';
    end if;
  end if;

  return jsonb_build_object(
    'cursor', concat_ws('.', '1', identity, seen::text),
    'changes', changes,
    'complete', reason is null,
    'reason', reason,
    'poll_after_ms', state.poll_after_ms,
    'rotate', everfresh.is_rotation_due()
  );
end
$$;

-- Where REST finds it: no schema but `public` is served by default.
do $do$
begin
  if exists (
    select from pg_catalog.pg_proc p
     where p.pronamespace = 'public'::regnamespace and p.proname in ('changes_since', 'everfresh_rotate')
       and coalesce(obj_description(p.oid, 'pg_proc'), '') not like 'everfresh:%'
  ) then
    raise exception 'everfresh: the schema public has a function changes_since or everfresh_rotate that is not ours.'
      using errcode = 'duplicate_function', hint = 'Rename it, and run this migration again.';
  end if;
end
$do$;
create or replace function public.changes_since(scopes text[], cursor text default null) returns jsonb
language sql stable set search_path = '' as $$ select everfresh.changes_since(scopes, cursor) $$;
comment on function public.changes_since(text[], text) is 'everfresh: what changed in these scopes since the cursor';
-- Empties the oldest table of the ring, without anybody waiting.

create or replace function everfresh.newest_xid_in(slot integer) returns xid8
language plpgsql volatile set search_path = '' as $$
declare
  newest xid8;
begin
  execute format('select xid from everfresh.log_%s order by xid desc limit 1', slot) into newest;
  return newest;
end
$$;

-- This is another cluster's dump: the transactions in it mean nothing here.
create or replace function everfresh.begin_anew() returns void
language plpgsql volatile set search_path = '' as $$
begin
  truncate everfresh.log;
  perform setval('everfresh.newest_hole', 0), setval('everfresh.truncations', 0);
  update everfresh.state
     set system_identifier = split_part(everfresh.identity(), '.', 1), pruned_xid = '0', rotation = 0,
         marked_slot = null, marked_at = null;
end
$$;

-- Whether the table that comes next still has rows, and is not being waited for.
create or replace function everfresh.is_rotation_due() returns boolean
language sql stable set search_path = '' as $$
  select s.system_identifier <> split_part(everfresh.identity(), '.', 1)
      or exists (select from everfresh.log l where l.slot = (everfresh.slot() + 1) % 8)
     and (s.marked_slot is distinct from (everfresh.slot() + 1) % 8 or s.marked_at < clock_timestamp() - interval '1 minute')
    from everfresh.state s
$$;

-- One step; call it now and then (pg_cron does where there is one, else clients do, when they are told to). First the
-- watermark is raised and committed; a minute later or more the table is emptied. A reader whose snapshot is older
-- than the watermark is told by the sequence everfresh.truncations, which no snapshot hides.
create or replace function everfresh.rotate() returns text
language plpgsql volatile security definer set search_path = '' as $$
declare
  next integer := (everfresh.slot() + 1) % 8;
  newest xid8;
  state everfresh.state;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('everfresh.rotate', 0)) then
    return 'another one is at it';
  end if;
  select * into strict state from everfresh.state;
  if state.system_identifier <> split_part(everfresh.identity(), '.', 1) then
    perform everfresh.begin_anew();
    return 'began anew';
  end if;
  newest := everfresh.newest_xid_in(next);
  if newest is null then
    return 'nothing to do';
  end if;
  if state.marked_slot is not distinct from next and newest <= state.pruned_xid then
    if state.marked_at > clock_timestamp() - interval '1 minute' then
      return 'marked';
    end if;
    begin
      perform set_config('lock_timeout', '100ms', true);
      execute format('lock table everfresh.log_%s in access exclusive mode', next);
    exception when lock_not_available then
      return 'in use';
    end;
    -- Whoever wrote to it is done now. What was not seen before raises the watermark first.
    newest := everfresh.newest_xid_in(next);
    if newest <= state.pruned_xid then
      perform setval('everfresh.truncations', state.rotation);
      execute format('truncate everfresh.log_%s', next);
      update everfresh.state set marked_slot = null, marked_at = null;
      return 'emptied';
    end if;
  end if;
  update everfresh.state
     set pruned_xid = greatest(pruned_xid, newest), rotation = rotation + 1, marked_slot = next, marked_at = clock_timestamp();
  return 'marked';
end
$$;

create or replace function public.everfresh_rotate() returns text
language sql volatile set search_path = '' as $$ select everfresh.rotate() $$;
comment on function public.everfresh_rotate() is 'everfresh: a step of tidying up; safe to call by anybody at any time';

do $do$
begin
  if exists (select from pg_catalog.pg_extension where extname = 'pg_cron') then
    execute $cron$ select cron.schedule('everfresh-rotate', '*/10 * * * *', 'select everfresh.rotate()') $cron$;
  end if;
end
$do$;
-- Nobody has rights on anything of the feed but what stands here.
revoke all on schema everfresh from public;
revoke all on all tables in schema everfresh from public;
revoke all on all sequences in schema everfresh from public;
revoke all on all functions in schema everfresh from public;
revoke all on function public.changes_since(text[], text), public.everfresh_rotate() from public;

do $do$
declare
  role_name text;
begin
  foreach role_name in array array['anon', 'authenticated', 'service_role'] loop
    continue when to_regrole(role_name) is null;
    execute format('revoke all on all tables in schema everfresh from %I', role_name);
    execute format('revoke all on all sequences in schema everfresh from %I', role_name);
    execute format('revoke all on all functions in schema everfresh from %I', role_name);
    execute format('grant usage on schema everfresh to %I', role_name);
    execute format('grant execute on function everfresh.changes_since(text[], text), everfresh.rotate(), everfresh.may_read(text) to %I', role_name);
    execute format('grant execute on function public.changes_since(text[], text), public.everfresh_rotate() to %I', role_name);
  end loop;
end
$do$;

-- Who may listen. Only broadcasts, only the feed's own topics, and only to read: nobody can forge a change.
do $do$
begin
  if to_regclass('realtime.messages') is null then
    return;
  end if;
  drop policy if exists "everfresh: readers of a scope hear its changes" on realtime.messages;
  create policy "everfresh: readers of a scope hear its changes" on realtime.messages for select
    using (
      extension = 'broadcast'
      and starts_with((select realtime.topic()), 'everfresh:')
      and everfresh.may_read(substr((select realtime.topic()), length('everfresh:') + 1))
    );
end
$do$;

do $do$ begin perform everfresh.retrack(); end $do$;
update everfresh.state set version = 1;
reset client_min_messages;
