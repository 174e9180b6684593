/**
 * @typedef {object} FeedMutant A bug in the feed's SQL.
 * @property {string} name
 * @property {string} file In packages/supabase/sql.
 * @property {import('../../../packages/supabase/test/feed-oracle/judge.ts').Kind | import('../../../packages/supabase/test/feed-oracle/scenes.ts').Scene} kind The kind of round, or the scene, that shows it.
 * @property {string} find Text that stands there exactly once.
 * @property {string} put What stands there instead.
 * @property {ReadonlyArray<{ find: string, put: string }>} [and] More of the same file.
 */

const told = '60-changes-since.sql'
const ring = '70-rotate.sql'

/** @type {readonly FeedMutant[]} */
export const planted = [
  {
    name: 'a cursor is the newest transaction',
    file: told,
    kind: 'calm',
    find: 'and not pg_visible_in_snapshot(l.xid, before)',
    put: 'and l.xid >= pg_snapshot_xmax(before)',
  },
  {
    name: 'a cursor has seen the transaction that comes next',
    file: told,
    kind: 'calm',
    find: 'and not pg_visible_in_snapshot(l.xid, before)',
    put: 'and not (pg_visible_in_snapshot(l.xid, before) or l.xid = pg_snapshot_xmax(before))',
  },
  {
    name: 'a cursor has seen the oldest transaction that ran',
    file: told,
    kind: 'calm',
    find: 'and l.xid >= pg_snapshot_xmin(before)',
    put: 'and l.xid > pg_snapshot_xmin(before)',
  },
  {
    name: 'what ran when the cursor was given is told again and again',
    file: told,
    kind: 'calm',
    find: 'and not pg_visible_in_snapshot(l.xid, before)',
    put: '',
  },
  {
    name: 'what concerns all is told to nobody',
    file: told,
    kind: 'calm',
    find: "     where l.scope = any (scopes || '*'::text)",
    put: '     where l.scope = any (scopes)',
  },
  {
    name: 'how many entries a commit made is left out',
    file: told,
    kind: 'calm',
    find: 'jsonb_object_agg(xid::text, entries)',
    put: 'jsonb_object_agg(xid::text, 1)',
  },
  {
    name: 'more than a few is cut off',
    file: told,
    kind: 'calm',
    find: 'limit 5001',
    put: 'limit 60',
  },
  {
    name: 'the cursor is newer than what is told',
    file: told,
    kind: 'calm',
    find: 'language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$\ndeclare\n  seen constant',
    put: 'language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$\ndeclare\n  seen constant',
    and: [
      {
        find: "'cursor', concat_ws('.', '1', identity, seen::text),",
        put: "'cursor', concat_ws('.', '1', identity, (select pg_current_snapshot()::text from pg_sleep(0.002))),",
      },
    ],
  },
  {
    name: 'a hole is passed over',
    file: told,
    kind: 'holes',
    find: '(select last_value from everfresh.newest_hole) >= pg_snapshot_xmin(given.before)::text::bigint\n       or ',
    put: '',
  },
  {
    name: 'a hole of a transaction that ran is passed over',
    file: told,
    kind: 'holes',
    find: '>= pg_snapshot_xmin(given.before)::text::bigint',
    put: '>= pg_snapshot_xmax(given.before)::text::bigint',
  },
  {
    name: 'of two holes the later one counts, not the newer',
    file: '30-write.sql',
    kind: 'the newer of two holes',
    find: ' where last_value < upto::text::bigint',
    put: '',
  },
  {
    name: 'a crash is no new history',
    file: told,
    kind: 'crash',
    find: 'coalesce((extract(epoch from (select stats_reset from pg_catalog.pg_stat_archiver)) * 1000000)::bigint, 0)',
    put: '0',
  },
  {
    name: 'a copy that is put back is no new history',
    file: told,
    kind: 'restore',
    find: '(extract(epoch from pg_catalog.pg_postmaster_start_time()) * 1000000)::bigint',
    put: '0',
  },
  {
    name: 'a table is emptied without a watermark',
    file: ring,
    kind: 'rotation',
    find: 'set pruned_xid = greatest(pruned_xid, newest), rotation',
    put: 'set rotation',
    and: [
      { find: 'if everfresh.newest_xid_in(slot) > state.pruned_xid then', put: 'if false then' },
    ],
  },
  {
    name: 'the watermark is raised with the drop',
    file: ring,
    kind: 'rotation',
    find: "rotation = rotation + 1, marked_slot = next, marked_at = clock_timestamp();\n  return 'marked';",
    put: "marked_slot = null;\n  begin\n    execute format('truncate everfresh.log_%s', next);\n  exception when lock_not_available then\n    return 'in use';\n  end;\n  return 'emptied';",
  },
  {
    name: 'no sequence tells that a table was emptied',
    file: ring,
    kind: 'what a table held that was emptied after they began to read',
    find: "  perform setval('everfresh.truncations', state.rotation);\n",
    put: '',
  },
  {
    name: 'a watermark that is newer than what ran does not count',
    file: told,
    kind: 'rotation',
    find: 'state.pruned_xid >= pg_snapshot_xmin(given.before)',
    put: 'state.pruned_xid >= pg_snapshot_xmax(given.before)',
  },
  {
    name: 'a parent brings no child that was there before it',
    file: '50-rows.sql',
    kind: 'a child that was written before its parent',
    find: 'everfresh.times_logged() > quick::integer or ',
    put: '',
  },
  {
    name: 'who wrote a child while its parent moved is believed',
    file: told,
    kind: 'a child that is written while its parent moves',
    find: 'where led.is_moved and',
    put: 'where false and',
  },
]
