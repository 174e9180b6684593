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
