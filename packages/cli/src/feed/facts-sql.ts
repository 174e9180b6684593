/** Whether there is a feed, and whether whoever asks may look into it. Nobody but its owner has rights on its tables. */
export const PRESENCE: string = `
  select pg_get_userbyid(c.relowner) as owner, pg_has_role(c.relowner, 'usage') as "mayRead"
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where n.nspname = 'everfresh' and c.relname = 'state'`

const CAN_READ = `
  select jsonb_build_object(
      'exists', count(*) > 0,
      'letsNobodyIn', coalesce(bool_or(btrim(prosrc) = 'select false'), false),
      'runsAsOwner', coalesce(bool_or(prosecdef), false))
    from pg_proc where oid = to_regprocedure('everfresh.can_read(text)')`

/** Each column that a change is told by. */
const COLUMNS_USED = `
  select p.target, p.target::oid as relation, p.first_column as name from everfresh.paths p where p.first_column is not null
  union all
  select t.target, t.target::oid, split_part(named, '.', 1) from everfresh.tracked t cross join unnest(t.route) named
  union all
  select p.target, (hop ->> 'table')::oid, hop ->> named from everfresh.paths p
    cross join lateral jsonb_array_elements(p.hops) hop cross join unnest('{key,column}'::text[]) named`

const TRACKED = `
  select coalesce(jsonb_agg(jsonb_build_object(
      'name', case when c.oid is null then t.target::oid::text else format('%I.%I', n.nspname, c.relname) end,
      'exists', c.oid is not null,
      'scopes', t.templates, 'route', t.route, 'push', t.push, 'strict', t.strict,
      'lostColumns', array(
        select distinct format('%s.%I', u.relation::regclass, u.name) from (${COLUMNS_USED}) u
         where u.target = t.target and c.oid is not null and not exists (
           select from pg_attribute a
            where a.attrelid = u.relation and a.attname = u.name and a.attnum > 0 and not a.attisdropped)
         order by 1)
    ) order by n.nspname, c.relname), '[]')
    from everfresh.tracked t
    left join pg_class c on c.oid = t.target left join pg_namespace n on n.oid = c.relnamespace`

/**
 * One that was disabled and enabled again fires, but no longer `always`: what came between is not in the log. One of a
 * tracked table reads the key by the name that it had when it was made.
 */
const TRIGGERS = `
  with seen as (
    select format('%I.%I', n.nspname, c.relname) as table,
           coalesce(array_agg(w.name order by w.name) filter (where t.oid is null), '{}') as missing,
           coalesce(array_agg(w.name order by w.name) filter (where t.tgenabled <> 'A'), '{}') as disabled,
           coalesce(bool_or(followed.target is not null and w.name <> 'everfresh_truncate'
             and coalesce(position(everfresh.id_sql(w.target) in f.prosrc), 0) = 0), false) as "hasOtherKey"
      from everfresh.triggers w
      join pg_class c on c.oid = w.target join pg_namespace n on n.oid = c.relnamespace
      left join pg_trigger t on t.tgrelid = w.target and t.tgname = w.name
      left join pg_proc f on f.oid = t.tgfoid
      left join everfresh.tracked followed on followed.target = w.target and t.oid is not null
     group by n.nspname, c.relname
  )
  select coalesce(jsonb_agg(to_jsonb(seen) order by seen.table), '[]') from seen`

const ago = (time: string): string => `extract(epoch from clock_timestamp() - ${time})::float`

/** One pass over the log. A hole that was pruned since concerns nobody any more. */
const LOG = `
  select count(*) as rows, min(l.at) as oldest, max(l.at) as newest, h.xid as hole,
         max(l.at) filter (where l.xid <= h.xid) as before_hole, min(l.at) filter (where l.xid > h.xid) as after_hole
    from everfresh.state s
    cross join lateral (
      select last_value::text::xid8 as xid from everfresh.newest_hole
       where last_value > 0 and last_value::text::xid8 > s.pruned_xid
       union all select null limit 1) h
    left join everfresh.log l on true group by h.xid`

/** One row: FeedFacts. */
export const FACTS: string = `
  select jsonb_build_object(
    'version', s.version,
    'canRead', (${CAN_READ}),
    'tracked', (${TRACKED}),
    'triggers', (${TRIGGERS}),
    'realtime', jsonb_build_object(
      'hasSend', to_regprocedure('realtime.send(jsonb,text,text,boolean)') is not null,
      'hasPolicy', (
        select count(*) = 4 from pg_policy where polrelid = to_regclass('realtime.messages') and polname like 'everfresh:%')),
    'log', jsonb_build_object(
      'rows', l.rows,
      'bytes', (select sum(pg_total_relation_size(inhrelid)) from pg_inherits where inhparent = 'everfresh.log'::regclass),
      'oldestAgeS', ${ago('l.oldest')}, 'newestAgeS', ${ago('l.newest')}, 'keptS', extract(epoch from s.kept)::float),
    'rotation', jsonb_build_object(
      'count', s.rotation,
      'byCron', exists (select from pg_extension where extname = 'pg_cron'),
      'isDue', case when pg_is_in_recovery() then false else everfresh.is_rotation_due(s) end),
    'hole', case when l.hole is not null then jsonb_build_object(
      'xid', l.hole::text, 'atLeastS', ${ago('l.after_hole')}, 'atMostS', ${ago('l.before_hole')}) end,
    'isOfOtherCluster', case when not pg_is_in_recovery()
      then s.system_identifier <> split_part(everfresh.identity(), '.', 1) end,
    'pollAfterMs', s.poll_after_ms
  ) as facts
    from everfresh.state s cross join (${LOG}) l`
