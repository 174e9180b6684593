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
