-- everfresh feed: version 1
-- The change feed of Everfresh: what is tracked is logged and broadcast, and an app asks what it has not seen.
-- Written by `npx everfresh feed init`. Leave it as it is: it may be run again, and it never replaces your can_read.
-- Next, in a migration of your own: everfresh.can_read(scope), then everfresh.track(table, scope). See docs/feed.md.
-- ──

-- What the feed keeps, and for how long. Nothing here is for the app's users: they have no rights on this schema's tables.
-- Every function names pg_temp in its search path, last: where it is not named, a type that a caller made there comes
-- before one of PostgreSQL's, and what its domain checks would run as the owner of the function.

set client_min_messages = warning;
create schema if not exists everfresh;

-- Where the feed is in use: nobody writes to what it follows until this is done, nor broadcasts, nor asks, and whoever did
-- before has ended. All at once: of a transaction that did two of these, nobody waits for the one with the other in hand.
do $do$
begin
  if to_regprocedure('everfresh.lock_tables(regclass[])') is not null then
    perform everfresh.lock_tables(array(
      select t.target from everfresh.triggers t
       union select c.oid from pg_catalog.pg_class c
        where c.relnamespace = 'everfresh'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
           or c.oid = to_regclass('realtime.messages') and has_table_privilege(c.oid, 'truncate')
    ));
  end if;
end
$do$;

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
  push boolean not null,
  -- What was visible when the scope was read from a parent: it may be another by the time that this is committed. Null: it
  -- stands in the row itself.
  read_in pg_snapshot,
  -- A parent came into this scope, or left it.
  moved boolean not null default false
) partition by list (slot);

do $do$
begin
  for slot in 0..7 loop
    execute format('create table if not exists everfresh.log_%s partition of everfresh.log for values in (%s)', slot, slot);
  end loop;
end
$do$;
-- Where it is there, to say `if not exists` would wait for all who write, and others for it.
do $do$
begin
  if to_regclass('everfresh.log_scope_xid') is null then
    create index log_scope_xid on everfresh.log (scope, xid, id);
  end if;
end
$do$;

insert into everfresh.state (system_identifier, log_oid)
  select system_identifier, 'everfresh.log'::regclass from pg_control_system() on conflict do nothing;

-- The newest transaction of which a change could not be logged. A sequence: what is written to it survives a rollback.
create sequence if not exists everfresh.newest_hole minvalue 0 start 0;
-- The rotation that last emptied a table: told to readers whose snapshot is older than it.
create sequence if not exists everfresh.truncations minvalue 0 start 0;
-- Locked by who writes to everfresh.newest_hole. It holds nothing.
create table if not exists everfresh.turn ();

-- What is followed, and how a row's scope is found.
create table if not exists everfresh.tracked (
  target regclass primary key,
  -- What it was called: to know a table that took the place of one that was dropped.
  schema_name text not null,
  table_name text not null,
  templates text[] not null,
  route text[] not null,
  push boolean not null,
  strict boolean not null,
  -- The numbers of the primary key's columns: their values are told.
  key text
);

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

-- The triggers that must be there for nothing to be missed: somebody may drop or disable one.
create table if not exists everfresh.triggers (
  target regclass not null,
  name name not null,
  primary key (target, name)
);

-- Nobody is let in by a right that is given by mistake. Only where it is not so yet: it would wait for readers, and they for it.
do $do$
declare
  one regclass;
begin
  for one in
    select c.oid from pg_catalog.pg_class c
     where c.relnamespace = 'everfresh'::regnamespace and c.relkind in ('r', 'p') and not c.relrowsecurity
  loop
    execute format('alter table %s enable row level security', one);
  end loop;
end
$do$;

-- Who may listen to a scope, and read what changed in it: the app's own function. Until it is written, nobody.
-- Never replaced by this migration.
do $do$
begin
  if to_regprocedure('everfresh.can_read(text)') is not null then
    return;
  end if;
  create function everfresh.can_read(scope text) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp as 'select false';
end
$do$;

-- It is asked from a policy and from the log, and must answer both alike, whoever asks: so it runs as its owner, whom
-- row-level security does not bind, and says so.
create or replace function everfresh.check_can_read() returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
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
      hint = 'Say `security definer set search_path = pg_catalog, pg_temp`, and compare with auth.uid() in it: row-level security does not apply inside.';
  end if;
end
$$;

-- Whether this caller may read the scope. A scope that can_read cannot even take apart, such as one without a uuid where
-- it casts to uuid, or finds no row of, is nobody's. Any other failure of it is no refusal, upon which clients drop what
-- they have: it is said to be a failure. Why is for the server's log: it may name what the caller may not know.
create or replace function everfresh.may_read(scope text) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform everfresh.check_can_read();
  begin
    return coalesce(everfresh.can_read(scope), false);
  exception
    when data_exception or no_data_found or too_many_rows then
      return false;
    when others then
      raise log 'everfresh: everfresh.can_read(%) failed: %', quote_literal(scope), sqlerrm;
      raise exception 'everfresh: the app''s everfresh.can_read(scope text) failed: the database''s log says why.'
        using errcode = 'external_routine_exception', hint = 'Mend that function: until then nobody is let in.';
  end;
end
$$;

-- The same for a topic of Realtime's, for policies: what is no topic of the feed's is not theirs to say, and where it cannot
-- be said nobody is let in, but whoever reads other topics goes on.
create or replace function everfresh.may_hear(topic text) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return case when starts_with(topic, 'everfresh:') then everfresh.may_read(substr(topic, 11)) else true end;
exception when others then
  return false;
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
language plpgsql set search_path = pg_catalog, pg_temp as $$
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
create or replace function everfresh.read_origin(headers text) returns text
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return substring(headers::jsonb ->> 'x-everfresh-origin' from '^[A-Za-z0-9._-]{1,64}$');
exception when others then
  return null;
end
$$;
-- A part of the statements that call it: most writes are made without that header.
create or replace function everfresh.origin() returns text language sql stable
  return case when current_setting('request.headers', true) like '%x-everfresh-origin%'
              then everfresh.read_origin(current_setting('request.headers', true)) end;

-- What must see all that was committed until now is not for a transaction that sees things as they were.
create or replace function everfresh.check_isolation() returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'everfresh: this does not work in a transaction that is %.', current_setting('transaction_isolation')
      using errcode = 'invalid_transaction_state', hint = 'Begin one with: begin isolation level read committed';
  end if;
end
$$;

-- The newest transaction that may have written to a table which nobody else is writing to now: the last one that ended,
-- or this one, whose number may be higher or lower.
create or replace function everfresh.newest_writer() returns xid8
language sql volatile set search_path = pg_catalog, pg_temp as $$
  select greatest((pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1)::text::xid8, pg_current_xact_id())
$$;

-- No cursor from before `upto` ended is complete. It survives a rollback, and of two at the same time the newer counts.
create or replace function everfresh.mark_hole(upto xid8) returns void
language plpgsql set search_path = pg_catalog, pg_temp set lock_timeout = 0 as $$
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
language plpgsql set search_path = pg_catalog, pg_temp as $$
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

-- How often this transaction has written to the log. Anybody may set it: nonsense in it fails nobody's write, nor do
-- digits of another script, which are `\d` under ICU.
create or replace function everfresh.times_logged() returns integer language sql stable
  return case when current_setting('everfresh.times_logged', true) ~ '^[0-9]{1,6}$' then current_setting('everfresh.times_logged', true)::integer else 0 end;
create or replace function everfresh.count_logging() returns text language sql volatile
  return set_config('everfresh.times_logged', (everfresh.times_logged() + 1)::text, true);

-- Text for the quick way: a statement that reads and writes. Where it fails, the long way finds out why. Catching errors
-- of what writes costs a transaction number each time, and more than 64 in a transaction slow down the whole server: so
-- it ends once a transaction has written forty times, by when the log is known to take what it is told.
create or replace function everfresh.quick_sql(statement text, strict boolean) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case when strict then statement else format($sql$
  if everfresh.times_logged() < 40 then
    begin%s
    exception when others then
      quick := false;
    end;
  end if;$sql$, statement) end
$$;

create or replace function everfresh.append(
  told everfresh.told[], schema_name text, table_name text, operation text, push boolean, read_in pg_snapshot, moved boolean
) returns void language plpgsql set search_path = pg_catalog, pg_temp set lock_timeout = 0 as $$
#variable_conflict use_variable
begin
  perform everfresh.count_logging();
  insert into everfresh.log (slot, scope, schema_name, table_name, operation, ids, route, origin, push, read_in, moved)
  select everfresh.slot(), t.scope, append.schema_name, append.table_name, append.operation, t.ids, t.route, everfresh.origin(),
         append.push, append.read_in, append.moved
    from unnest(told) t;
end
$$;

-- Writes to the log what a trigger found out, or says that it could not.
create or replace function everfresh.write(
  told everfresh.told[], target oid, schema_name text, table_name text, operation text, push boolean, strict boolean,
  read_in pg_snapshot, moved boolean
) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if told is null then
    return;
  end if;
  if cardinality(told) > 200 then
    -- One broadcast each would be a flood: all scopes, found by who looks.
    told := array[row('*', null, null)::everfresh.told];
    push := false;
  end if;
  if write."strict" or everfresh.times_logged() >= 40 then
    perform everfresh.append(told, schema_name, table_name, operation, push, read_in, moved);
    return;
  end if;
  begin
    perform everfresh.append(told, schema_name, table_name, operation, push, read_in, moved);
  exception when others then
    perform everfresh.missed(target, sqlerrm);
  end;
end
$$;

-- The same for a table that is not the trigger's own, by whatever name it has now.
create or replace function everfresh.write_for(
  told everfresh.told[], target oid, operation text, push boolean, strict boolean, read_in pg_snapshot
) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if told is not null then
    perform everfresh.write(told, target, n.nspname, c.relname, operation, push, write_for."strict", read_in, operation <> 'TRUNCATE')
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = target;
  end if;
end
$$;

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

-- everfresh.track, untrack and retrack.

-- The tables that the paths of `target` lead through.
create or replace function everfresh.parents(target regclass) returns setof regclass
language sql stable set search_path = pg_catalog, pg_temp as $$
  select distinct (h ->> 'table')::oid::regclass
    from everfresh.paths p, jsonb_array_elements(p.hops) h where p.target = parents.target
$$;

-- Does what takes a lock, a little at a time: while it waits, the app's transactions wait behind it.
create or replace function everfresh.patiently(statement text, names text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  before text := current_setting('lock_timeout');
begin
  for attempt in 1..100 loop
    begin
      perform set_config('lock_timeout', '50ms', true);
      execute statement;
      perform set_config('lock_timeout', before, true);
      return;
    exception when lock_not_available then
      perform pg_sleep(0.05 + random() * 0.1);
    end;
  end loop;
  raise exception 'everfresh: transactions that use % stay open, so nothing can be changed there.', names
    using errcode = 'lock_not_available', hint = 'End them (pg_stat_activity shows them), and run this again.';
end
$$;

-- All tables with triggers of the feed's, or that are to have some.
create or replace function everfresh.followed() returns regclass[]
language sql stable set search_path = pg_catalog, pg_temp as $$
  select array(select t.target from everfresh.triggers t union select t.target from everfresh.tracked t)
$$;

-- Those that there are, for a statement, and in one order; null: none.
create or replace function everfresh.names_of(targets regclass[]) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select string_agg(c.oid::regclass::text, ', ' order by c.oid) from pg_catalog.pg_class c where c.oid = any (targets::oid[])
$$;

-- Locks tables whose triggers are about to change: all of them or none, and none while waiting, so that the app's
-- transactions neither wait behind us for long nor run into a deadlock with us.
create or replace function everfresh.lock_tables(targets regclass[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  names text := everfresh.names_of(targets);
begin
  if names is not null then
    perform everfresh.patiently(format('lock table %s in access exclusive mode', names), names);
  end if;
end
$$;

-- Where it was installed before it kept the key. Nobody is to fetch everything for that.
do $do$
begin
  if not exists (
    select from pg_catalog.pg_attribute where attrelid = 'everfresh.tracked'::regclass and attname = 'key'
  ) then
    perform everfresh.patiently('alter table everfresh.tracked add key text', 'everfresh.tracked');
    update everfresh.tracked t set key = everfresh.key_of(t.target);
  end if;
end
$do$;

-- Where it was installed before the log told what was read from a parent. An index that is there, too, would wait for
-- all who write, and they for it.
do $do$
begin
  if to_regclass('everfresh.log_read_since') is null then
    perform everfresh.patiently('
      alter table everfresh.log add column if not exists read_in pg_snapshot, add column if not exists moved boolean not null default false;
      create index log_read_since on everfresh.log (xid, pg_snapshot_xmin(read_in)) where read_in is not null;
      create index if not exists log_moved on everfresh.log (scope, xid) where moved;
      create index if not exists log_moved_read on everfresh.log (xid) where moved and read_in is not null', 'everfresh.log');
  end if;
end
$do$;

create or replace function everfresh.check_target(target regclass, push boolean) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  found record;
begin
  select c.relkind, c.relispartition, c.relpersistence, c.relnamespace, c.relowner into found
    from pg_catalog.pg_class c where c.oid = target;
  if found.relkind is null or found.relkind not in ('r', 'p') or found.relispartition or found.relpersistence = 't' then
    raise exception 'everfresh: % cannot be tracked: it is no table, a temporary one, or a part of a partitioned one.', target
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
  if exists (
    select from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhparent
     where i.inhparent = target and c.relkind = 'r'
  ) then
    raise exception 'everfresh: % cannot be tracked: other tables inherit from it, and what is written to those it does not hear.', target
      using errcode = 'wrong_object_type', hint = 'Track the tables that inherit, each by itself.';
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
) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  template text;
  column_name text;
  read record;
  concerned regclass[];
  same boolean;
begin
  perform everfresh.check_isolation();
  if target is null or push is null or "strict" is null then
    raise exception 'everfresh: the table, push or strict is null.'
      using errcode = 'null_value_not_allowed', hint = 'Such as: select everfresh.track(''tasks'', ''project:{project_id}'', push => false);';
  end if;
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
    select target, n.nspname, c.relname, scopes, coalesce(route, '{}'), push, strict, everfresh.key_of(target)
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = target;
  for n in 1..cardinality(scopes) loop
    template := scopes[n];
    select * into read from everfresh.read_template(target, template);
    insert into everfresh.paths values (target, n, read.prefix, read.suffix, read.first_column, read.hops);
  end loop;
  perform everfresh.check_rows(target);
  concerned := array(select unnest(concerned) union select everfresh.parents(target));
  perform everfresh.lock_tables(concerned);
  perform everfresh.make_triggers(one) from unnest(concerned) one;
  if not same then
    -- What was written until now is not in the log. Nobody is writing: the tables are locked.
    perform everfresh.mark_hole(everfresh.newest_writer());
  end if;
end
$$;

create or replace function everfresh.track(
  target regclass, scope text, route text[] default '{}', push boolean default true, strict boolean default false
) returns void language sql set search_path = pg_catalog, pg_temp as $$
  select everfresh.track(target, array[scope], route, push, strict)
$$;

-- Nothing of `target` is logged any more.
create or replace function everfresh.untrack(target regclass) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  concerned regclass[] := array(select target union select everfresh.parents(target));
begin
  perform everfresh.lock_tables(concerned);
  delete from everfresh.tracked t where t.target = untrack.target;
  perform everfresh.make_triggers(one) from unnest(concerned) one;
end
$$;

-- The same for a table that was tracked before, or took the place of one.
create or replace function everfresh.track_as_before(target regclass, before everfresh.tracked) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  how text;
begin
  perform everfresh.track(target, before.templates, before.route, before.push, before."strict");
exception
  when lock_not_available then
    raise;
  when others then
    get stacked diagnostics how = pg_exception_hint;
    raise exception 'everfresh: % cannot be tracked any more as it was: %', target, replace(sqlerrm, 'everfresh: ', '')
      using errcode = sqlstate,
      hint = concat_ws(' ', nullif(how, ''), format('Or track it in another way, or no more: select everfresh.untrack(%L); then run this again.', target));
end
$$;

-- Makes all triggers anew: after an upgrade of this kit, or when tables or columns that a scope is found by were renamed.
create or replace function everfresh.retrack() returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  one everfresh.tracked;
  orphan record;
  lost boolean := everfresh.is_any_lost();
begin
  -- All at once: with some of them locked, what waits for the others could wait for itself.
  perform everfresh.lock_tables(everfresh.followed());
  -- A table that was dropped took its triggers along. One that took its place is followed like it.
  for one in delete from everfresh.tracked t where not exists (select from pg_catalog.pg_class c where c.oid = t.target) returning * loop
    continue when to_regclass(format('%I.%I', one.schema_name, one.table_name)) is null;
    perform everfresh.track_as_before(format('%I.%I', one.schema_name, one.table_name)::regclass, one);
  end loop;
  delete from everfresh.triggers t where not exists (select from pg_catalog.pg_class c where c.oid = t.target);
  for one in select * from everfresh.tracked order by target loop
    perform everfresh.track_as_before(one.target, one);
  end loop;
  if lost then
    perform everfresh.mark_hole(everfresh.newest_writer());
  end if;
  -- A table that was dropped left the functions of its triggers.
  for orphan in
    select p.oid::regprocedure as function from pg_catalog.pg_proc p
     where p.pronamespace = 'everfresh'::regnamespace and p.prorettype = 'trigger'::regtype
       and not exists (select from pg_catalog.pg_trigger t where t.tgfoid = p.oid)
  loop
    execute format('drop function %s', orphan.function);
  end loop;
end
$$;

-- What a reader has not seen.

-- What makes one history of transactions: the cluster, its timeline, the database, when the server started, and when it last
-- recovered from a crash (a crash that the server survives loses what was not yet written, and numbers transactions
-- again; the statistics of the archiver are reset by such a recovery, and by nothing else that happens by itself).
create or replace function everfresh.identity() returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return concat_ws('.',
    (select system_identifier from pg_catalog.pg_control_system()),
    ('x' || substr(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 1, 8))::bit(32)::bigint,
    (extract(epoch from pg_catalog.pg_postmaster_start_time()) * 1000000)::bigint,
    (select oid from pg_catalog.pg_database where datname = current_database()),
    coalesce((extract(epoch from (select stats_reset from pg_catalog.pg_stat_archiver)) * 1000000)::bigint, 0)
  );
end
$$;

-- Whether the log was written here, and is not what a dump of another cluster, or of another time, brought along.
create or replace function everfresh.is_home(state everfresh.state) returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return state.system_identifier = (select system_identifier::text from pg_catalog.pg_control_system())
     and state.log_oid = to_regclass('everfresh.log')::oid;
end
$$;

-- Raises what is wrong with a caller's scopes. The same for one that there is not and for one of somebody else.
create or replace function everfresh.check_scopes(scopes text[]) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  refused text[];
begin
  if array_ndims(scopes) > 1 then
    raise exception 'everfresh: these scopes are no list.' using errcode = 'invalid_parameter_value',
      hint = 'Send a list of texts, such as ["project:42"].';
  end if;
  if scopes is null or cardinality(scopes) not between 1 and 100 or array_position(scopes, null) is not null then
    raise exception 'everfresh: % scopes were asked for. From 1 to 100 can be.', coalesce(cardinality(scopes), 0)
      using errcode = 'invalid_parameter_value', hint = case
        when cardinality(scopes) > 100 then 'Ask for fewer at a time.' else 'Name them, without a null, such as ["project:42"].' end;
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

-- A cursor is version.system.timeline.start.database.recovery.snapshot
create or replace function everfresh.read_cursor(cursor text, out identity text, out before pg_snapshot)
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  parts text[];
begin
  if length(cursor) <= 16384 then
    parts := regexp_match(cursor, '^1\.(\d+\.\d+\.\d+\.\d+\.\d+)\.(\d+:\d+:[\d,]*)$');
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

-- What is visible to everybody now. To itself a transaction that writes is visible too, and may go on writing.
create or replace function everfresh.seen_by_all() returns pg_snapshot
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  seen constant pg_snapshot := pg_current_snapshot();
  own constant xid8 := pg_current_xact_id_if_assigned();
begin
  if own is null then
    return seen;
  end if;
  return format('%s:%s:%s', least(pg_snapshot_xmin(seen), own),
    greatest(pg_snapshot_xmax(seen)::text::bigint, own::text::bigint + 1),
    (select string_agg(running::text, ',' order by running)
       from (select pg_snapshot_xip(seen) as running union select own) each));
end
$$;

-- Who wrote a child without knowing that its parent had moved told the scope that it left. To a reader who knows of the
-- move it is told for where that leads, by other moves, too, that the writer did not know of: as of that transaction. A
-- move of what has a parent itself may not have known of another move: so nobody knows where it led from, or to.
-- `moved`: few rows, of indexes of their own.
create or replace function everfresh.told_again(scopes text[], before pg_snapshot)
returns table (scope text, schema_name text, table_name text, operation text, xid xid8)
language plpgsql stable set search_path = pg_catalog, pg_temp set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
  -- The first is cheap, and mostly all there is to ask.
  if not exists (select from everfresh.log moved where moved.moved)
  or not exists (
    select from everfresh.log moved
     where moved.moved and moved.scope = any (scopes || '*'::text) and pg_visible_in_snapshot(moved.xid, before)
  ) then
    return;
  end if;
  return query
    with recursive led as (
      select child.scope as wrote, child.scope, false as is_moved, child.schema_name, child.table_name, child.xid, child.read_in::text
        from everfresh.log child
       where child.read_in is not null and child.xid >= pg_snapshot_xmin(before) and not pg_visible_in_snapshot(child.xid, before)
         -- Else it knew all that `before` knows. The first is cheap.
         and pg_snapshot_xmin(child.read_in) < pg_snapshot_xmax(before)
         and (pg_snapshot_xmax(child.read_in) < pg_snapshot_xmax(before) or exists (
           select from pg_snapshot_xip(child.read_in) running where pg_visible_in_snapshot(running, before)))
       union
      select led.wrote, moved.scope, true, led.schema_name, led.table_name, led.xid, led.read_in
        from led
        join everfresh.log gone
          on gone.moved and gone.scope in (led.scope, '*') and gone.xid >= pg_snapshot_xmin(led.read_in::pg_snapshot)
         and gone.table_name = led.table_name and gone.schema_name = led.schema_name
         and pg_visible_in_snapshot(gone.xid, before) and not pg_visible_in_snapshot(gone.xid, led.read_in::pg_snapshot)
        join everfresh.log moved
          on moved.moved and moved.xid = gone.xid
         and moved.table_name = gone.table_name and moved.schema_name = gone.schema_name
    )
    select led.scope, led.schema_name, led.table_name, 'UPDATE', led.xid
      from led
     where led.is_moved and led.scope = any (scopes || '*'::text) and led.scope <> led.wrote
     union
    select '*', led.schema_name, led.table_name, 'UPDATE', led.xid
      from led
     where not led.is_moved and exists (
       select from everfresh.log gone
        where gone.moved and gone.read_in is not null and gone.xid >= pg_snapshot_xmin(led.read_in::pg_snapshot)
          and gone.table_name = led.table_name and gone.schema_name = led.schema_name
          and pg_visible_in_snapshot(gone.xid, before) and not pg_visible_in_snapshot(gone.xid, led.read_in::pg_snapshot)
     );
end
$$;

-- Whether somebody wrote a child who saw things as they were before a change that is no longer kept: it may have been a
-- move that he did not know of.
create or replace function everfresh.is_move_forgotten(before pg_snapshot, pruned_xid xid8) returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  return exists (
    select from everfresh.log child
     where child.read_in is not null and child.xid >= pg_snapshot_xmin(before) and not pg_visible_in_snapshot(child.xid, before)
       and pg_snapshot_xmin(child.read_in) <= is_move_forgotten.pruned_xid
  );
end
$$;

-- What is in the log for these scopes, and was not visible in `before`: no more than 5,000 entries, else null.
create or replace function everfresh.unseen(scopes text[], before pg_snapshot) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  return (
  with found as materialized (
    select l.scope, l.schema_name, l.table_name, l.operation, l.origin, l.xid, l.ids, l.route, l.push
      from everfresh.log l
     where l.scope = any (scopes || '*'::text)
       and l.xid >= pg_snapshot_xmin(before)
       and not pg_visible_in_snapshot(l.xid, before)
     union all
    select a.scope, a.schema_name, a.table_name, a.operation, null, a.xid, null, null, false
      from everfresh.told_again(scopes, before) a
     limit 5001
  ), kinds as (
    select distinct scope, schema_name, table_name, operation, origin, xid from found
  ), parts as (
    -- Transactions are told one by one as long as they are few: who has heard of one need not fetch what it did again.
    select *, case when (select count(*) from kinds) <= 200 then xid end as apart from found
  )
  select case when (select count(*) from found) <= 5000 then coalesce(jsonb_agg(to_jsonb(told)), '[]') end
    from (
      select scope, schema_name as schema, table_name as table, operation, origin,
             everfresh.merged_ids(ids) as ids, everfresh.merged_routes(route) as route,
             -- How many entries each transaction made; of many transactions nobody needs to know.
             case when count(distinct xid) <= 100 then jsonb_object_agg(xid::text, entries) end as commits,
             bool_or(push) as pushed
        from (
          select *, count(*) over (partition by scope, schema_name, table_name, operation, origin, xid) as entries
            from parts
        ) each
       group by scope, schema_name, table_name, operation, origin, apart
    ) told
  );
end
$$;

-- The changes of `scopes` that were not visible to the reader who was given `cursor`, and are now:
-- {"cursor", "changes": [{"scope", "schema", "table", "operation", "ids", route, "origin", "commits", "pushed"}], "complete",
--  "reason", "tables", "poll_after_ms", "rotate"}. Not complete: there may have been others, and everything is to be
-- fetched. `tables`: what is followed, as "schema.table".
create or replace function everfresh.changes_since(scopes text[], cursor text default null) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  seen constant pg_snapshot := everfresh.seen_by_all();
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
    elsif everfresh.is_move_forgotten(given.before, state.pruned_xid) then
      reason := 'too-old';
    end if;
  end if;

  return jsonb_build_object(
    'cursor', concat_ws('.', '1', identity, seen::text),
    'changes', case when reason is null then changes else '[]' end,
    'complete', reason is null,
    'reason', reason,
    'tables', (
      select coalesce(jsonb_agg(named.schema || '.' || named.table order by named.schema, named.table), '[]')
        from everfresh.tracked t
       -- One by one, with a limit: else it is a join, as in everfresh.is_any_lost.
       cross join lateral (
         select n.nspname as schema, c.relname as table
           from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
          where c.oid = t.target limit 1
       ) named
    ),
    'poll_after_ms', state.poll_after_ms,
    'rotate', everfresh.is_rotation_due(state)
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
language sql stable set search_path = pg_catalog, pg_temp as $$ select everfresh.changes_since(scopes, cursor) $$;
comment on function public.changes_since(text[], text) is 'everfresh: what changed in these scopes since the cursor';

-- Empties the oldest table of the ring, without anybody waiting.

create or replace function everfresh.next_slot() returns integer
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  return (everfresh.slot() + 1) % 8;
end
$$;

create or replace function everfresh.newest_xid_in(slot integer) returns xid8
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  newest xid8;
begin
  execute format('select xid from everfresh.log_%s order by xid desc limit 1', slot) into newest;
  return newest;
end
$$;

-- This is a dump of another cluster, or of another time: the transactions in it mean nothing here, and its triggers
-- name tables by the numbers that they had there. What was logged here before this moment goes too, and its holes: so no
-- cursor from before it is complete. Nobody is writing: what is followed is locked.
create or replace function everfresh.begin_anew() returns text
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  names text := everfresh.names_of(everfresh.followed());
begin
  if names is not null then
    -- Now or not at all: everfresh.retrack would wait for them for longer than clients, who call this, may.
    execute format('lock table %s in access exclusive mode', names);
  end if;
  perform everfresh.retrack();
  truncate everfresh.log;
  perform setval('everfresh.newest_hole', 0), setval('everfresh.truncations', 0);
  update everfresh.state
     set system_identifier = c.system_identifier, log_oid = 'everfresh.log'::regclass,
         pruned_xid = everfresh.newest_writer(), rotation = 0, marked_slot = null, marked_at = null
    from pg_catalog.pg_control_system() c;
  return 'began anew';
exception
  when lock_not_available then
    update everfresh.state set marked_slot = null, marked_at = clock_timestamp();
    return 'in use';
  when others then
    update everfresh.state set marked_slot = null, marked_at = clock_timestamp();
    -- For the log alone: anybody may ask for this, and it names the app's tables.
    raise log 'everfresh: the feed cannot begin anew: %', sqlerrm;
    return 'failed: the log of the database says why';
end
$$;

-- Whether to begin anew failed less than a minute ago: each time it keeps all who write waiting.
create or replace function everfresh.was_tried(state everfresh.state) returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce(state.marked_slot is null
    and state.marked_at between clock_timestamp() - interval '1 minute' and clock_timestamp(), false);
end
$$;

-- Empties the table `slot`, unless somebody still has it, or wrote to it since the watermark was raised.
create or replace function everfresh.try_empty(slot integer, state everfresh.state) returns text
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
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
create or replace function everfresh.is_rotation_due(state everfresh.state) returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan as $$
declare
  next constant integer := everfresh.next_slot();
begin
  if not everfresh.is_home(state) then
    return not everfresh.was_tried(state);
  elsif state.marked_slot = next and state.marked_at > clock_timestamp() - interval '1 minute' then
    return false;
  end if;
  return exists (select from everfresh.log l where l.slot = next);
end
$$;

-- One step; call it now and then (pg_cron does where there is one, else clients do, when they are told to). First the
-- watermark is raised and committed; a minute later or more the table is emptied. A reader whose snapshot is older
-- than the watermark is told by the sequence everfresh.truncations, which no snapshot hides. Anybody may call it at
-- any time: it looks into a table once a minute at most, and waits for nobody longer than 100 ms.
create or replace function everfresh.rotate() returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '100ms' as $$
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
    return case when everfresh.was_tried(state) then 'tried a moment ago' else everfresh.begin_anew() end;
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
language sql volatile set search_path = pg_catalog, pg_temp as $$ select everfresh.rotate() $$;
comment on function public.everfresh_rotate() is 'everfresh: a step of tidying up; safe to call by anybody at any time';

do $do$
begin
  if to_regprocedure('cron.schedule(text,text,text)') is not null then
    perform cron.schedule('everfresh-rotate', '*/2 * * * *', 'select everfresh.rotate()');
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
    execute format('grant execute on function everfresh.changes_since(text[], text), everfresh.rotate() to %I', role_name);
    execute format('grant execute on function public.changes_since(text[], text), public.everfresh_rotate() to %I', role_name);
  end loop;
end
$do$;

-- Asked by policies, which hold for every role there is.
grant execute on function everfresh.may_hear(text) to public;

-- Which policies were made. Not as a comment on them: only the owner of the table may write one.
do $do$
begin
  if not exists (
    select from pg_catalog.pg_attribute where attrelid = 'everfresh.state'::regclass and attname = 'policies'
  ) then
    perform everfresh.patiently('alter table everfresh.state add policies text', 'everfresh.state');
  end if;
end
$do$;

-- Who may listen: only to broadcasts of the feed's own topics. The others are restrictive: whatever else the app's own
-- policies allow, who may not read a scope hears nothing of it, and nobody can forge a change.
create or replace function everfresh.make_policies() returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  one record;
  made text := '';
begin
  for one in values
    ('everfresh: readers of a scope hear its changes', 'for select using (
       extension = ''broadcast''
       and starts_with((select realtime.topic()), ''everfresh:'')
       and everfresh.may_hear((select realtime.topic())))'),
    ('everfresh: nobody else hears them', 'as restrictive for select using (
       everfresh.may_hear(topic) and everfresh.may_hear((select realtime.topic())))'),
    ('everfresh: nobody tells changes', 'as restrictive for insert with check (
       not starts_with(coalesce(topic, ''''), ''everfresh:'')
       and not starts_with(coalesce((select realtime.topic()), ''''), ''everfresh:''))'),
    ('everfresh: nobody alters them', 'as restrictive for update using (
       not starts_with(coalesce(topic, ''''), ''everfresh:'')) with check (
       not starts_with(coalesce(topic, ''''), ''everfresh:''))')
  loop
    made := made || md5(one.column2);
    -- One that is as it should be is left alone: to make it waits for all who use the table.
    continue when exists (
      select from pg_catalog.pg_policy p, everfresh.state s
       where p.polrelid = 'realtime.messages'::regclass and p.polname = one.column1
         and strpos(s.policies, md5(one.column2)) > 0
    );
    perform everfresh.patiently(
      format('drop policy if exists %1$I on realtime.messages; create policy %1$I on realtime.messages %2$s', one.column1, one.column2),
      'realtime.messages');
  end loop;
  update everfresh.state set policies = made where policies is distinct from made;
end
$$;
revoke all on function everfresh.make_policies() from public;

do $do$
begin
  if to_regclass('realtime.messages') is not null then
    perform everfresh.make_policies();
  end if;
end
$do$;

do $do$ begin perform everfresh.retrack(); end $do$;
-- What older kits had, and their triggers called until now.
drop function if exists everfresh.is_rotation_due(), everfresh.newest_begun(), everfresh.own_rows_sql(regclass, text[]),
  everfresh.append(everfresh.told[], text, text, text, boolean),
  everfresh.write(everfresh.told[], oid, text, text, text, boolean, boolean),
  everfresh.write_for(everfresh.told[], oid, text, boolean, boolean);
update everfresh.state set version = 1;
reset client_min_messages;
