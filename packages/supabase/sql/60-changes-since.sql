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
