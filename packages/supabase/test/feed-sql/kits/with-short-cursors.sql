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
  -- Where the transactions below belong to: in another cluster, or another table, this is what a dump brought along.
  system_identifier text not null,
  log_oid oid not null,
  -- No change of this transaction, or of an older one, needs to be in the log any more.
  pruned_xid xid8 not null default '0',
  -- Counts how often pruned_xid was raised: see everfresh.rotate.
  rotation bigint not null default 0,
  marked_slot integer,
  marked_at timestamptz
);
alter table everfresh.state enable row level security;

do $do$
begin
  if exists (select from everfresh.state where version > 1) then
    raise exception 'everfresh: this database has a newer version of the feed than this migration brings.'
      using errcode = 'object_not_in_prerequisite_state', hint = 'Update the package @everfresh/supabase, and make the migration anew.';
  end if;
end
$do$;

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

do $do$
begin
  for slot in 0..7 loop
    execute format('create table if not exists everfresh.log_%s partition of everfresh.log for values in (%s)', slot, slot);
    execute format('alter table everfresh.log_%s enable row level security', slot);
  end loop;
end
$do$;
create index if not exists log_scope_xid on everfresh.log (scope, xid, id);
alter table everfresh.log enable row level security;

insert into everfresh.state (system_identifier, log_oid)
  select system_identifier, 'everfresh.log'::regclass from pg_control_system() on conflict do nothing;

-- The newest transaction of which a change could not be logged. A sequence: what is written to it survives a rollback.
create sequence if not exists everfresh.newest_hole minvalue 0 start 0;
-- The rotation that last emptied a table: told to readers whose snapshot is older than it.
create sequence if not exists everfresh.truncations minvalue 0 start 0;
-- Locked by who writes to everfresh.newest_hole. It holds nothing.
create table if not exists everfresh.turn ();
alter table everfresh.turn enable row level security;

-- What is followed, and how a row's scope is found.
create table if not exists everfresh.tracked (
  target regclass primary key,
  -- What it was called: to know a table that took the place of one that was dropped.
  schema_name text not null,
  table_name text not null,
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

-- The triggers that must be there for nothing to be missed: somebody may drop or disable one.
create table if not exists everfresh.triggers (
  target regclass not null,
  name name not null,
  primary key (target, name)
);
alter table everfresh.triggers enable row level security;

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

-- Whether this caller may read the scope. A scope that can_read cannot even take apart, such as one without a uuid where
-- it casts to uuid, is nobody's. Any other failure of it is no refusal, upon which clients drop what they have: it is
-- said to be a failure.
create or replace function everfresh.may_read(scope text) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  perform everfresh.check_can_read();
  begin
    return coalesce(everfresh.can_read(scope), false);
  exception
    when data_exception then
      return false;
    when others then
      raise exception 'everfresh: the app''s everfresh.can_read(scope text) failed: %', sqlerrm
        using errcode = 'external_routine_exception', hint = 'Mend that function: until then nobody is let in.';
  end;
end
$$;

-- What the triggers use.

-- The table of the ring that is written to now: by the clock, not by when the transaction began. Its names are looked
-- up here and now, so that it can be a part of the statements that call it. everfresh.keep writes it anew.
do $do$
begin
  if to_regprocedure('everfresh.slot()') is null then
    create function everfresh.slot() returns integer language sql volatile
      return (floor(extract(epoch from clock_timestamp()) / 14400)::bigint % 8)::integer;
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
  update everfresh.state s set kept = keep.kept where s.kept <> keep.kept;
  if not found then
    return;
  end if;
  -- Six of the eight tables are full, one is being written to, and one is empty. The one that is written to stays the
  -- same at this moment, so that those which are emptied next are the oldest.
  execute format(
    'create or replace function everfresh.slot() returns integer language sql volatile
      return (((floor((extract(epoch from clock_timestamp()) - %s) / %s)::bigint + %s) %% 8 + 8) %% 8)::integer',
    extract(epoch from clock_timestamp()), ceil(extract(epoch from kept) / 6), everfresh.slot()
  );
end
$$;

-- Who made this request, as its client says: for the client alone, to know its own.
create or replace function everfresh.origin() returns text
language plpgsql stable set search_path = '' as $$
declare
  headers text := current_setting('request.headers', true);
begin
  if headers is null or headers = '' then
    return null;
  end if;
  return substring(headers::jsonb ->> 'x-everfresh-origin' from '^[A-Za-z0-9._-]{1,64}$');
exception when others then
  return null;
end
$$;

-- What must see all that was committed until now is not for a transaction that sees things as they were.
create or replace function everfresh.check_isolation() returns void
language plpgsql stable set search_path = '' as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'everfresh: this does not work in a transaction that is %.', current_setting('transaction_isolation')
      using errcode = 'invalid_transaction_state', hint = 'Begin one with: begin isolation level read committed';
  end if;
end
$$;

-- No cursor from before `upto` ended is complete. It survives a rollback, and of two at the same time the newer counts.
create or replace function everfresh.mark_hole(upto xid8) returns void
language plpgsql set search_path = '' set lock_timeout = 0 as $$
begin
  lock table everfresh.turn in exclusive mode;
  perform setval('everfresh.newest_hole', upto::text::bigint)
    from everfresh.newest_hole where last_value < upto::text::bigint;
  -- Undone at once: that ends the lock, while a sequence stays as it is.
  raise exception using errcode = 'EF001';
exception when sqlstate 'EF001' then
  return;
end
$$;

-- A change was not logged. The app's transaction goes on, and no reader takes what it gets next for all there is.
create or replace function everfresh.missed(target oid, error text) returns void
language plpgsql set search_path = '' as $$
begin
  perform everfresh.mark_hole(pg_current_xact_id());
  raise warning 'everfresh: a change of % was not logged: %', target::regclass, error
    using hint = 'Readers fetch everything instead. If this goes on: select everfresh.retrack(), or untrack the table.';
end
$$;

do $do$
begin
  if to_regtype('everfresh.told') is null then
    create type everfresh.told as (scope text, ids text[], route jsonb);
  end if;
end
$do$;

create or replace function everfresh.append(
  told everfresh.told[], schema_name text, table_name text, operation text, push boolean
) returns void language plpgsql set search_path = '' set lock_timeout = 0 as $$
#variable_conflict use_variable
<<here>>
declare
  origin constant text := everfresh.origin();
  slot constant integer := everfresh.slot();
begin
  if cardinality(told) = 1 then
    -- The same in less time.
    insert into everfresh.log (slot, scope, schema_name, table_name, operation, ids, route, origin, push)
    values (slot, told[1].scope, schema_name, table_name, operation, told[1].ids, told[1].route, origin, push and told[1].scope <> '*');
  else
    insert into everfresh.log (slot, scope, schema_name, table_name, operation, ids, route, origin, push)
    select here.slot, t.scope, append.schema_name, append.table_name, append.operation, t.ids, t.route, here.origin, append.push
      from unnest(told) t;
  end if;
end
$$;

-- Writes to the log what a trigger found out, or says that it could not. Catching errors of what writes costs a
-- transaction number each time, and more than 64 in a transaction slow down the whole server: so it ends once a
-- transaction has logged forty changes, by when the log is known to take them.
create or replace function everfresh.write(
  told everfresh.told[], target oid, schema_name text, table_name text, operation text, push boolean, strict boolean
) returns void language plpgsql set search_path = '' as $$
declare
  -- everfresh.push looks into the log only if there are others.
  logged integer := coalesce(nullif(current_setting('everfresh.logged', true), ''), '0')::integer;
begin
  if told is null then
    return;
  end if;
  if cardinality(told) > 200 then
    -- One broadcast each would be a flood: all scopes, found by who looks.
    told := array[row('*', null, null)::everfresh.told];
  end if;
  if write."strict" or logged >= 40 then
    perform set_config('everfresh.logged', (logged + cardinality(told))::text, true);
    perform everfresh.append(told, schema_name, table_name, operation, push);
    return;
  end if;
  begin
    perform set_config('everfresh.logged', (logged + cardinality(told))::text, true);
    perform everfresh.append(told, schema_name, table_name, operation, push);
  exception when others then
    perform everfresh.missed(target, sqlerrm);
  end;
end
$$;

-- The same for a table that is not the trigger's own, by whatever name it has now.
create or replace function everfresh.write_for(
  told everfresh.told[], target oid, operation text, push boolean, strict boolean
) returns void language plpgsql set search_path = '' as $$
begin
  if told is not null then
    perform everfresh.write(told, target, n.nspname, c.relname, operation, push, write_for."strict")
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = target;
  end if;
end
$$;

-- Broadcasts of what was logged.

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
    when so_far = 'null' or more is null then 'null'::jsonb
    when so_far @> jsonb_build_array(more) then so_far
    when jsonb_array_length(so_far) >= 20 then 'null'
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

-- Tells those who listen to the scope what this transaction changed in it: once, at its end. After `set constraints
-- all immediate` once a statement, each time all of it so far.
create or replace function everfresh.push() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  changes jsonb;
begin
  if current_setting('everfresh.logged', true) = '1' then
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

-- SQL for the triggers: what happened to which scopes. It is read in a block that may fail, and written after it.

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

-- Text for the routing values of a row r, as columns c1, c2, ...; and for the object of all of them. `column.key`
-- reaches into JSON.
create or replace function everfresh.route_sql(route text[], out columns text, out object text)
language sql immutable set search_path = '' as $$
  select coalesce(string_agg(', to_jsonb(' || case
           when name like '%.%' then format('r.%I ->> %L', split_part(name, '.', 1), substr(name, strpos(name, '.') + 1))
           else format('r.%I', name) end || format(') as c%s', n), '' order by n), ''),
         coalesce('jsonb_build_object(' || string_agg(
           format('%L, jsonb_agg(distinct coalesce(c%s, ''null''))', name, n), ', ' order by n) || ')', 'null::jsonb')
    from unnest(route) with ordinality as r(name, n)
$$;

-- Finds the scopes of the rows of `target` itself. Up to 50 rows are told one by one, and no longer texts than clients
-- can be sent. A scope of more than 200 characters cannot be asked for.
create or replace function everfresh.own_rows_sql(target regclass, sources text[]) returns text
language plpgsql stable set search_path = '' as $$
declare
  path everfresh.paths;
  part record;
  source text;
  route record;
  each_row text[] := '{}';
  scopes_only text[] := '{}';
begin
  select s.* into route from everfresh.tracked t, everfresh.route_sql(t.route) s where t.target = own_rows_sql.target;
  for path in select * from everfresh.paths p where p.target = own_rows_sql.target order by p.n loop
    select * into part from everfresh.scope_sql(path, 0);
    foreach source in array sources loop
      each_row := each_row || format('select %s as scope, %s as id%s from %s r%s',
        part.scope, everfresh.id_sql(target), route.columns, source, part.joins);
      scopes_only := scopes_only || format('select %s as scope from %s r%s', part.scope, source, part.joins);
    end loop;
  end loop;
  return format($sql$
    if exists (select from %1$s offset 50) then
      select array_agg(row(scope, null, null)::everfresh.told) into told from (
        select distinct scope from (%3$s) seen where length(scope) <= 200 limit 201
      ) each;
    else
      select array_agg(row(scope, ids, case when length(route::text) <= 4000 then route end)::everfresh.told) into told from (
        select scope, case when sum(length(id)) <= 8000 then array_agg(distinct id) end as ids, %4$s as route
          from (%2$s) seen where length(scope) <= 200 group by scope
      ) each;
    end if;$sql$,
    sources[array_upper(sources, 1)], array_to_string(each_row, ' union all '), array_to_string(scopes_only, ' union all '),
    route.object);
end
$$;

-- What to do for each tracked table whose path leads through `parent`: rows of it came into a scope or left it, or went
-- with their parent (the child's own trigger then finds no parent any more).
create or replace function everfresh.children_sql(parent regclass, operation text, out declared text, out reads text, out writes text)
language plpgsql stable set search_path = '' as $$
declare
  path everfresh.paths;
  tracked everfresh.tracked;
  part record;
  hop record;
  rows_sql text;
  n integer := 0;
begin
  declared := '';
  reads := '';
  writes := '';
  for path in select * from everfresh.paths p order by p.target, p.n loop
    select * into tracked from everfresh.tracked t where t.target = path.target;
    for hop in
      select h.value ->> 'column' as column_name, h.value ->> 'key' as key, h.n::integer as n
        from jsonb_array_elements(path.hops) with ordinality as h(value, n)
       where (h.value ->> 'table')::oid = parent
    loop
      n := n + 1;
      select * into part from everfresh.scope_sql(path, hop.n);
      -- A full join, which is never made by comparing each row with each.
      rows_sql := case operation
        when 'DELETE' then format('select %1$I from old_rows', hop.column_name)
        else format('select unnest(array[o.%1$I, n.%1$I]) as %1$I from old_rows o full join new_rows n on n.%2$I = o.%2$I
                      where n.%1$I is distinct from o.%1$I', hop.column_name, hop.key) end;
      declared := declared || format(E'\n  child_%s everfresh.told[];', n);
      reads := reads || format($sql$
    select array_agg(row(scope, null, null)::everfresh.told) into child_%1$s from (
      select distinct %2$s as scope from (%3$s) r%4$s where length(%2$s) <= 200 limit 201
    ) each;$sql$, n, part.scope, rows_sql, part.joins);
      writes := writes || format($sql$
  perform everfresh.write_for(child_%s, %s, tg_op, %L, %L);$sql$,
        n, path.target::oid, tracked.push, tracked."strict");
    end loop;
  end loop;
end
$$;

-- That `target`, and whatever leads through it, was emptied.
create or replace function everfresh.emptied_sql(target regclass) returns text
language sql stable set search_path = '' as $$
  select string_agg(format(E'\n  perform everfresh.write_for(array[row(''*'', null, null)::everfresh.told], %s, tg_op, false, %L);', t.target::oid, t.strict), '')
    from everfresh.tracked t
   where t.target = emptied_sql.target
      or exists (
        select from everfresh.paths p, jsonb_array_elements(p.hops) h
         where p.target = t.target and (h ->> 'table')::oid = emptied_sql.target
      )
$$;

-- The triggers of a table, and their functions.

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
  delete from everfresh.triggers t where t.target = drop_triggers.target;
end
$$;

-- The function for one operation on `target`; null: nothing is to be logged then. Row-level security is off in it,
-- which makes a statement fail that a policy would show fewer rows: a hole is better than a change that nobody hears of.
create or replace function everfresh.function_sql(target regclass, operation text) returns text
language plpgsql stable set search_path = '' as $$
declare
  tracked everfresh.tracked;
  children record;
  declared text := '';
  reads text := '';
  writes text := '';
begin
  select * into tracked from everfresh.tracked t where t.target = function_sql.target;
  if operation = 'TRUNCATE' then
    writes := everfresh.emptied_sql(target);
  else
    if found then
      reads := everfresh.own_rows_sql(target, case operation
        when 'INSERT' then array['new_rows'] when 'DELETE' then array['old_rows'] else array['old_rows', 'new_rows'] end);
      writes := format(E'\n  perform everfresh.write(told, tg_relid, tg_table_schema, tg_table_name, tg_op, %L, %L);', tracked.push, tracked."strict");
    end if;
    if operation <> 'INSERT' then
      select * into children from everfresh.children_sql(target, operation);
      declared := children.declared;
      reads := reads || children.reads;
      writes := writes || children.writes;
    end if;
  end if;
  if coalesce(writes, '') = '' then
    return null;
  end if;
  if reads <> '' and tracked."strict" is not true then
    reads := format(E'\n  begin%s\n  exception when others then\n    perform everfresh.missed(tg_relid, sqlerrm);\n    return null;\n  end;', reads);
  end if;
  return format(E'language plpgsql security definer set search_path = '''' set row_security = off as $body$\n'
    'declare\n  told everfresh.told[];%s\nbegin%s%s\n  return null;\nend\n$body$', declared, reads, writes);
end
$$;

-- Makes the triggers of `target` anew, from what is tracked now.
create or replace function everfresh.make_triggers(target regclass) returns void
language plpgsql set search_path = '' as $$
declare
  named record;
  operation text;
  body text;
  function_name text;
  trigger_name text;
begin
  select c.relname, n.nspname into named
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = target;
  if not found then
    return;
  end if;
  perform everfresh.drop_triggers(target);
  foreach operation in array array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'] loop
    body := everfresh.function_sql(target, operation);
    continue when body is null;
    trigger_name := 'everfresh_' || lower(operation);
    function_name := format('everfresh.%I',
      left(named.relname, 30) || '_' || left(md5(named.nspname || '.' || named.relname), 8) || '_' || lower(operation));
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
    -- Also what a subscription or a restore writes is told.
    execute format('alter table %s enable always trigger %I', target, trigger_name);
    insert into everfresh.triggers values (target, trigger_name);
  end loop;
end
$$;

-- Whether somebody dropped or disabled one of our triggers, or put another table in the place of a tracked one: then
-- changes may not have been logged, until everfresh.retrack() is called. A trigger that was disabled and enabled again
-- is no longer enabled `always`.
create or replace function everfresh.is_any_lost() returns boolean
language sql stable set search_path = '' as $$
  select exists (
    select from everfresh.triggers t join pg_catalog.pg_class c on c.oid = t.target
     where not exists (
       select from pg_catalog.pg_trigger g where g.tgrelid = t.target and g.tgname = t.name and g.tgenabled = 'A'
     )
  ) or exists (
    select from everfresh.tracked t
     where not exists (select from pg_catalog.pg_class c where c.oid = t.target)
       and to_regclass(format('%I.%I', t.schema_name, t.table_name)) is not null
  )
$$;

-- everfresh.track, untrack and retrack.

-- The tables that the paths of `target` lead through.
create or replace function everfresh.parents(target regclass) returns setof regclass
language sql stable set search_path = '' as $$
  select distinct (h ->> 'table')::oid::regclass
    from everfresh.paths p, jsonb_array_elements(p.hops) h where p.target = parents.target
$$;

-- Locks tables whose triggers are about to change: all of them or none, and none while waiting, so that the app's
-- transactions neither wait behind us for long nor run into a deadlock with us.
create or replace function everfresh.lock_tables(targets regclass[]) returns void
language plpgsql set search_path = '' as $$
declare
  names text := (
    select string_agg(c.oid::regclass::text, ', ' order by c.oid) from pg_catalog.pg_class c where c.oid = any (targets::oid[])
  );
  before text := current_setting('lock_timeout');
begin
  if names is null then
    return;
  end if;
  for attempt in 1..100 loop
    begin
      perform set_config('lock_timeout', '50ms', true);
      execute format('lock table %s in access exclusive mode', names);
      perform set_config('lock_timeout', before, true);
      return;
    exception when lock_not_available then
      perform pg_sleep(0.05 + random() * 0.1);
    end;
  end loop;
  raise exception 'everfresh: transactions that use % stay open, so their triggers cannot be changed.', names
    using errcode = 'lock_not_available', hint = 'End them (pg_stat_activity shows them), and run this again.';
end
$$;

create or replace function everfresh.check_target(target regclass, push boolean) returns void
language plpgsql stable set search_path = '' as $$
declare
  found record;
begin
  select c.relkind, c.relispartition, c.relpersistence, c.relnamespace, c.relowner into found
    from pg_catalog.pg_class c where c.oid = target;
  if found.relkind is null or found.relkind not in ('r', 'p') or found.relispartition or found.relpersistence = 't' then
    raise exception 'everfresh: % cannot be tracked: it is no table, a temporary one, or a part of a partitioned one.', coalesce(target::text, 'null')
      using errcode = 'wrong_object_type', hint = 'Track the table itself.';
  end if;
  if found.relnamespace = 'everfresh'::regnamespace or found.relnamespace = 'pg_catalog'::regnamespace then
    raise exception 'everfresh: % is the feed''s or the system''s own.', target
      using errcode = 'wrong_object_type', hint = 'Track tables of the app.';
  end if;
  if not pg_has_role(found.relowner, 'usage') then
    raise exception 'everfresh: % belongs to %, so only that role can track it.', target, found.relowner::regrole
      using errcode = 'insufficient_privilege', hint = 'Run this as the owner of the table.';
  end if;
  if everfresh.id_sql(target) is null then
    raise exception 'everfresh: % has no primary key, so nobody could tell which rows changed.', target
      using errcode = 'invalid_table_definition', hint = format('alter table %s add primary key (...);', target);
  end if;
  if push and to_regprocedure('realtime.send(jsonb,text,text,boolean)') is null then
    raise exception 'everfresh: this database has no realtime.send, so nothing can be broadcast.'
      using errcode = 'undefined_function', hint = 'Update Realtime, or say push => false: clients then look into the log.';
  end if;
end
$$;

-- Logs every change of `target`, in each of the scopes that its row belongs to:
--   select everfresh.track('tasks', 'project:{project_id}');
--   select everfresh.track('projects', array['project:{id}', 'user:{user_id}']);
--   select everfresh.track('comments', 'project:{task_id -> tasks.project_id}', route => array['task_id']);
-- `route`: columns whose values are told with a change (`column.key` reaches into JSON). `push` false: the log alone,
-- no broadcasts. `strict` true: a change that cannot be logged fails. Tracking a table again replaces what was said.
-- Of a partitioned table, what is written to a part by its own name is not logged.
create or replace function everfresh.track(
  target regclass, scopes text[], route text[] default '{}', push boolean default true, strict boolean default false
) returns void language plpgsql set search_path = '' as $$
declare
  template text;
  column_name text;
  read record;
  concerned regclass[];
  same boolean;
begin
  perform everfresh.check_isolation();
  perform everfresh.check_target(target, push);
  if scopes is null or cardinality(scopes) not between 1 and 10 or array_position(scopes, null) is not null then
    raise exception 'everfresh: % needs a scope, and may have ten at most.', target
      using errcode = 'invalid_parameter_value', hint = 'Such as: select everfresh.track(''tasks'', ''project:{project_id}'');';
  end if;
  perform everfresh.check_can_read();
  foreach column_name in array coalesce(route, '{}') loop
    perform everfresh.check_column(target, split_part(column_name, '.', 1), 'route ' || route::text);
  end loop;

  concerned := array(select target union select everfresh.parents(target));
  same := not everfresh.is_any_lost() and exists (
    select from everfresh.tracked t
     where t.target = track.target and t.templates = scopes and t.route = track.route and t.push = track.push
  );
  delete from everfresh.tracked t where t.target = track.target;
  insert into everfresh.tracked
    select target, n.nspname, c.relname, scopes, coalesce(route, '{}'), push, strict
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = target;
  for n in 1..cardinality(scopes) loop
    template := scopes[n];
    select * into read from everfresh.read_template(target, template);
    insert into everfresh.paths values (target, n, read.prefix, read.suffix, read.first_column, read.hops);
  end loop;
  concerned := array(select unnest(concerned) union select everfresh.parents(target));
  perform everfresh.lock_tables(concerned);
  perform everfresh.make_triggers(one) from unnest(concerned) one;
  if not same then
    -- What was written until now is not in the log. Nobody is writing: the tables are locked.
    perform everfresh.mark_hole(pg_snapshot_xmax(pg_current_snapshot()));
  end if;
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
  concerned regclass[] := array(select target union select everfresh.parents(target));
begin
  perform everfresh.lock_tables(concerned);
  delete from everfresh.tracked t where t.target = untrack.target;
  perform everfresh.make_triggers(one) from unnest(concerned) one;
end
$$;

-- Makes all triggers anew: after an upgrade of this kit, or when tables or columns that a scope is found by were renamed.
create or replace function everfresh.retrack() returns void
language plpgsql set search_path = '' as $$
declare
  one everfresh.tracked;
  lost boolean := everfresh.is_any_lost();
begin
  -- A table that was dropped took its triggers along. One that took its place is followed like it.
  for one in delete from everfresh.tracked t where not exists (select from pg_catalog.pg_class c where c.oid = t.target) returning * loop
    continue when to_regclass(format('%I.%I', one.schema_name, one.table_name)) is null;
    perform everfresh.track(format('%I.%I', one.schema_name, one.table_name)::regclass, one.templates, one.route, one.push, one."strict");
  end loop;
  delete from everfresh.triggers t where not exists (select from pg_catalog.pg_class c where c.oid = t.target);
  for one in select * from everfresh.tracked order by target loop
    perform everfresh.track(one.target, one.templates, one.route, one.push, one."strict");
  end loop;
  if lost then
    perform everfresh.mark_hole(pg_snapshot_xmax(pg_current_snapshot()));
  end if;
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

-- Whether the log was written here, and is not what a dump of another cluster, or of another time, brought along.
create or replace function everfresh.is_home(state everfresh.state) returns boolean
language sql stable set search_path = '' as $$
  select state.system_identifier = (select system_identifier::text from pg_catalog.pg_control_system())
     and state.log_oid = to_regclass('everfresh.log')::oid
$$;

-- Raises what is wrong with a caller's scopes. The same for one that there is not and for one of somebody else.
create or replace function everfresh.check_scopes(scopes text[]) returns void
language plpgsql stable set search_path = '' as $$
declare
  refused text[];
begin
  if scopes is null or cardinality(scopes) not between 1 and 100 or array_position(scopes, null) is not null then
    raise exception 'everfresh: % scopes were asked for. From 1 to 100 can be.', coalesce(cardinality(scopes), 0)
      using errcode = 'invalid_parameter_value', hint = 'Ask for fewer at a time.';
  end if;
  if exists (select from unnest(scopes) scope where length(scope) > 200) then
    raise exception 'everfresh: a scope is longer than 200 characters.' using errcode = 'invalid_parameter_value',
      hint = 'Write it as the table is tracked by: kind:id.';
  end if;
  refused := array(select scope from unnest(scopes) scope where not everfresh.may_read(scope));
  if cardinality(refused) > 0 then
    raise exception 'everfresh: there is no such scope, or it is not yours to read.'
      using errcode = 'insufficient_privilege', detail = to_jsonb(refused)::text,
      hint = 'Ask without the scopes named in the details. Who may read is decided by everfresh.can_read.';
  end if;
end
$$;

-- A cursor is version.system.timeline.start.recovery.snapshot
create or replace function everfresh.read_cursor(cursor text, out identity text, out before pg_snapshot)
language plpgsql immutable set search_path = '' as $$
declare
  parts text[];
begin
  if length(cursor) <= 16384 then
    parts := regexp_match(cursor, '^1\.(\d+\.\d+\.\d+\.\d+)\.(\d+:\d+:[\d,]*)$');
  end if;
  identity := parts[1];
  before := parts[2]::pg_snapshot;
  if before is null then
    raise exception using errcode = 'invalid_text_representation';
  end if;
exception when data_exception then
  raise exception 'everfresh: this is no cursor.' using errcode = 'invalid_parameter_value',
    hint = 'Send the cursor as the last answer gave it, or null to begin anew.';
end
$$;

-- What is in the log for these scopes, and was not visible in `before`: no more than 5,000 entries, else null.
create or replace function everfresh.unseen(scopes text[], before pg_snapshot) returns jsonb
language sql stable set search_path = '' set enable_seqscan = off as $$
  with found as materialized (
    select l.scope, l.schema_name, l.table_name, l.operation, l.origin, l.xid, l.ids, l.route
      from everfresh.log l
     where l.scope = any (scopes || '*'::text)
       and l.xid >= pg_snapshot_xmin(before)
       and not pg_visible_in_snapshot(l.xid, before)
     limit 5001
  )
  select case when (select count(*) from found) <= 5000 then coalesce(jsonb_agg(to_jsonb(told)), '[]') end
    from (
      select scope, schema_name as schema, table_name as table, operation, origin,
             everfresh.merged_ids(ids) as ids, everfresh.merged_routes(route) as route,
             -- How many entries each transaction made; of many transactions nobody needs to know.
             case when count(distinct xid) <= 100 then jsonb_object_agg(xid::text, entries) end as commits
        from (
          select *, count(*) over (partition by scope, schema_name, table_name, operation, origin, xid) as entries
            from found
        ) each
       group by scope, schema_name, table_name, operation, origin
    ) told
$$;

-- The changes of `scopes` that were not visible to the reader who was given `cursor`, and are now:
-- {"cursor", "changes": [{"scope", "schema", "table", "operation", "ids", route, "origin", "commits"}], "complete",
--  "reason", "tables", "poll_after_ms", "rotate"}. Not complete: there may have been others, and everything is to be
-- fetched. `tables`: what is followed, as "schema.table".
create or replace function everfresh.changes_since(scopes text[], cursor text default null) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  seen constant pg_snapshot := pg_current_snapshot();
  identity text;
  state everfresh.state;
  given record;
  reason text;
  changes jsonb;
begin
  if pg_is_in_recovery() then
    raise exception 'everfresh: this is a standby. It does not know which transactions are running.'
      using errcode = 'object_not_in_prerequisite_state', hint = 'Ask the primary.';
  end if;
  perform everfresh.check_scopes(scopes);
  identity := everfresh.identity();
  select * into strict state from everfresh.state;

  if cursor is null then
    reason := 'first';
  else
    select * into given from everfresh.read_cursor(cursor);
    if given.identity <> identity or not everfresh.is_home(state) then
      reason := 'other-history';
    elsif pg_snapshot_xmax(given.before) > pg_snapshot_xmax(seen) then
      reason := 'from-the-future';
    elsif state.pruned_xid >= pg_snapshot_xmin(given.before) then
      reason := 'too-old';
    end if;
  end if;

  if reason is null then
    changes := everfresh.unseen(scopes, given.before);
    if changes is null then
      reason := 'too-much';
    -- The two sequences are no part of a snapshot: what they say now covers all that is in this one.
    elsif (select last_value from everfresh.newest_hole) >= pg_snapshot_xmin(given.before)::text::bigint
       or everfresh.is_any_lost() then
      reason := 'not-logged';
    elsif (select last_value from everfresh.truncations) > state.rotation then
      -- A table was emptied that this snapshot does not know of: what was in it need not be old.
      reason := 'too-old';
    end if;
  end if;

  return jsonb_build_object(
    'cursor', concat_ws('.', '1', identity, seen::text),
    'changes', case when reason is null then changes else '[]' end,
    'complete', reason is null,
    'reason', reason,
    'tables', (
      select coalesce(jsonb_agg(n.nspname || '.' || c.relname order by n.nspname, c.relname), '[]')
        from everfresh.tracked t
        join pg_catalog.pg_class c on c.oid = t.target join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    ),
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

create or replace function everfresh.next_slot() returns integer
language sql volatile set search_path = '' as $$ select (everfresh.slot() + 1) % 8 $$;

create or replace function everfresh.newest_xid_in(slot integer) returns xid8
language plpgsql volatile set search_path = '' as $$
declare
  newest xid8;
begin
  execute format('select xid from everfresh.log_%s order by xid desc limit 1', slot) into newest;
  return newest;
end
$$;

-- This is a dump of another cluster, or of another time: the transactions in it mean nothing here. What was logged here before this moment
-- goes too, so no cursor from before it is complete.
create or replace function everfresh.begin_anew() returns text
language plpgsql volatile set search_path = '' as $$
begin
  truncate everfresh.log;
  perform setval('everfresh.newest_hole', 0), setval('everfresh.truncations', 0);
  update everfresh.state
     set system_identifier = c.system_identifier, log_oid = 'everfresh.log'::regclass,
         pruned_xid = pg_snapshot_xmax(pg_current_snapshot()), rotation = 0, marked_slot = null, marked_at = null
    from pg_catalog.pg_control_system() c;
  return 'began anew';
exception when lock_not_available then
  return 'in use';
end
$$;

-- Empties the table `slot`, unless somebody still has it, or wrote to it since the watermark was raised.
create or replace function everfresh.try_empty(slot integer, state everfresh.state) returns text
language plpgsql volatile set search_path = '' as $$
begin
  -- Waits for writers, and lets readers read while it looks for what it has not seen.
  execute format('lock table everfresh.log_%s in share mode', slot);
  if everfresh.newest_xid_in(slot) > state.pruned_xid then
    return 'grown';
  end if;
  perform setval('everfresh.truncations', state.rotation);
  execute format('truncate everfresh.log_%s', slot);
  update everfresh.state set marked_slot = null, marked_at = null;
  return 'emptied';
exception when lock_not_available then
  -- Tried again a minute later.
  update everfresh.state set marked_at = clock_timestamp();
  return 'in use';
end
$$;

-- Whether the table that comes next still has rows, and is not being waited for.
create or replace function everfresh.is_rotation_due() returns boolean
language sql stable set search_path = '' as $$
  select not everfresh.is_home(s)
      or exists (select from everfresh.log l where l.slot = (everfresh.slot() + 1) % 8)
     and (s.marked_slot is distinct from (everfresh.slot() + 1) % 8 or s.marked_at < clock_timestamp() - interval '1 minute')
    from everfresh.state s
$$;

-- One step; call it now and then (pg_cron does where there is one, else clients do, when they are told to). First the
-- watermark is raised and committed; a minute later or more the table is emptied. A reader whose snapshot is older
-- than the watermark is told by the sequence everfresh.truncations, which no snapshot hides. Anybody may call it at
-- any time: it looks into a table once a minute at most, and waits for nobody longer than 100 ms.
create or replace function everfresh.rotate() returns text
language plpgsql volatile security definer set search_path = '' set lock_timeout = '100ms' as $$
declare
  next constant integer := everfresh.next_slot();
  newest xid8;
  state everfresh.state;
  outcome text;
begin
  perform everfresh.check_isolation();
  select * into state from everfresh.state for update skip locked;
  if not found then
    return 'another one is at it';
  end if;
  if not everfresh.is_home(state) then
    return everfresh.begin_anew();
  end if;
  if state.marked_slot is not distinct from next then
    if state.marked_at > clock_timestamp() - interval '1 minute' then
      return 'marked';
    end if;
    outcome := everfresh.try_empty(next, state);
    if outcome <> 'grown' then
      return outcome;
    end if;
  end if;
  newest := everfresh.newest_xid_in(next);
  if newest is null then
    return 'nothing to do';
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
  if to_regprocedure('cron.schedule(text,text,text)') is not null then
    perform cron.schedule('everfresh-rotate', '*/10 * * * *', 'select everfresh.rotate()');
  end if;
exception when insufficient_privilege then
  -- Clients call it then.
  null;
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
