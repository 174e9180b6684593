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
