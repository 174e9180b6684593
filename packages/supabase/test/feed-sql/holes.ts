import { expect, test } from 'vitest'
import type { FeedStage } from './stage.ts'

/** What somebody changes below the triggers, and a write that they then cannot log. */
const BROKEN: readonly (readonly [what: string, sql: string, write: string, mend: string])[] = [
  [
    'a scope’s column was dropped',
    `alter table other.things drop column project_id`,
    `insert into other.things values ('a')`,
    `select everfresh.untrack('other.things')`,
  ],
  [
    'a scope’s column was renamed',
    `alter table shots rename column project_id to project`,
    `update shots set title = 'x' where id = 1`,
    `select everfresh.untrack('links'); select everfresh.track('shots', 'project:{project}')`,
  ],
  [
    'a parent was renamed',
    `alter table shots rename to scenes`,
    `update links set note = 'x'`,
    `select everfresh.track('links', 'project:{shot_id -> scenes.project_id}')`,
  ],
  [
    'the log takes nothing',
    `alter table everfresh.log add constraint nothing check (operation <> 'UPDATE')`,
    `update shots set title = 'x' where id = 1`,
    `alter table everfresh.log drop constraint nothing`,
  ],
]

/** What somebody does so that our triggers do not run. */
const SILENCED: readonly (readonly [what: string, sql: string])[] = [
  ['were disabled', `alter table shots disable trigger all`],
  [
    'were disabled and enabled again',
    `alter table shots disable trigger all; alter table shots enable trigger all`,
  ],
  ['were dropped', `drop trigger everfresh_update on shots`],
  [
    'went with their table, which was made anew',
    `drop table shots cascade; create table shots (id integer primary key, project_id integer, meta jsonb)`,
  ],
]

export const holes = (stage: FeedStage): void => {
  test.each(BROKEN)(
    'a write goes through and nobody is told all is well when %s',
    async (_, sql, write, mend) => {
      const db = await stage.database()
      await db.sql(sql)
      const reader = await db.reader('project:1')
      await db.sql(write)
      expect(db.warnings()).toEqual([expect.stringContaining('was not logged')])
      expect(await reader.hears()).toBe('not-logged')
      expect(await reader.hears()).toEqual([])
      await db.sql(mend)
      await reader.hears()
      await db.sql(write.replace(`'a'`, `'b'`))
      expect(db.warnings()).toEqual([])
      expect(await reader.hears()).toBeInstanceOf(Array)
    },
  )

  test('a reader who came while the failing transaction ran is told when it has committed', async () => {
    const db = await stage.database()
    await db.sql(`alter table other.things drop column project_id`)
    const writer = await db.session()
    await writer.sql(`begin; insert into other.things values ('a')`)
    const reader = await db.reader('project:1')
    expect(await reader.hears()).toBe('not-logged')
    await db.sql(`insert into shots values (7, 1)`)
    expect(await reader.hears()).toBe('not-logged')
    await writer.sql('commit')
    expect(await reader.hears()).toBe('not-logged')
    expect(await reader.hears()).toEqual([])
  })

  test.each([
    ['the older one, which failed last', 'newer', 'rollback', 'older'],
    ['the newer one, though the older failed last', 'older', 'commit', 'newer'],
  ] as const)('of two that fail, %s counts while it runs', async (...[, first, end, last]) => {
    const db = await stage.database()
    await db.sql(`alter table other.things drop column project_id`)
    const two = { older: await db.session(), newer: await db.session() }
    await two.older.sql(`begin; select pg_current_xact_id()`)
    await two.newer.sql(`begin; insert into other.things values ('b')`)
    await two.older.sql(`insert into other.things values ('a')`)
    await two[first].sql(end)
    const reader = await db.reader('project:1')
    await two[last].sql('commit')
    expect(await reader.hears()).toBe('not-logged')
    expect(await reader.hears()).toEqual([])
  })

  test('what writes no row is not counted: the write after many such is not failed by the log', async () => {
    const db = await stage.database()
    await db.sql(
      `alter table everfresh.log add constraint no_updates check (operation <> 'UPDATE')`,
    )
    await db.sql(
      `do $$ begin for n in 1..50 loop update shots set title = 'x' where false; end loop;
         update shots set title = 'x' where id = 1; end $$`,
    )
    expect(await db.value('select title from shots where id = 1')).toBe('x')
  })

  // The last: three, in Arabic digits.
  test.each(['x', '-1', '99999999999', '٣'])(
    'a session that sets what the feed counts in to %s writes on, and is heard',
    async nonsense => {
      const db = await stage.shared()
      const reader = await db.reader('project:1')
      await db.sql(`set everfresh.times_logged = '${nonsense}'`)
      await db.sql(`insert into shots values (7, 1)`)
      expect(db.warnings()).toEqual([])
      expect(await reader.hears()).toEqual(['project:1 shots INSERT 7'])
    },
  )

  test('a change that cannot be logged fails where that was asked for', async () => {
    const db = await stage.database()
    await db.sql(`select everfresh.track('other.things', 'project:{project_id}', strict => true)`)
    await db.sql(`alter table other.things drop column project_id`)
    await expect(db.sql(`insert into other.things values ('a')`)).rejects.toMatchObject({
      code: '42703',
    })
    expect(await db.sql('select from other.things')).toEqual([])
  })

  test.each(SILENCED)(
    'nobody is told all is well when triggers %s, until retrack() mends it',
    async (_, sql) => {
      const db = await stage.database()
      const reader = await db.reader('project:1')
      await db.sql(`set client_min_messages = error`)
      await db.sql(sql)
      expect(await reader.hears()).toBe('not-logged')
      expect(await reader.hears()).toBe('not-logged')
      await db.sql('select everfresh.retrack()')
      expect(await reader.hears()).toBe('not-logged')
      await db.sql(`insert into shots values (7, 1)`)
      expect(await reader.hears()).toContain('project:1 shots INSERT 7')
    },
  )

  test('nobody is told all is well by what was the key before another column became it, until retrack() mends it', async () => {
    const db = await stage.database()
    const reader = await db.reader('project:1')
    await db.sql(
      `alter table pairs add id integer not null generated always as identity;
       alter table pairs drop constraint pairs_pkey, add primary key (id)`,
    )
    expect(await reader.hears()).toBe('not-logged')
    await db.sql('select everfresh.retrack()')
    expect(await reader.hears()).toBe('not-logged')
    await db.sql(`insert into pairs values (7, 'seven', 1)`)
    expect(await reader.hears()).toEqual(['project:1 pairs INSERT 1'])
  })

  test('a table that comes to be tracked, or otherwise, is a hole for who asked before', async () => {
    const db = await stage.database()
    await db.sql('create table notes (id integer primary key, project_id integer)')
    const reader = await db.reader('project:1')
    await db.sql('insert into notes values (1, 1)')
    await db.sql(`select everfresh.track('notes', 'project:{project_id}')`)
    expect(await reader.hears()).toBe('not-logged')
    await db.sql(`select everfresh.track('notes', 'project:{project_id}')`)
    await db.sql('select everfresh.retrack()')
    expect(await reader.hears()).toEqual([])
    await db.sql(`select everfresh.track('notes', 'note:{id}')`)
    expect(await reader.hears()).toBe('not-logged')
  })

  test('a write that wrote before the table was tracked, and commits after a reader came, is a hole', async () => {
    const db = await stage.database()
    await db.sql('create table notes (id integer primary key, project_id integer)')
    const writer = await db.session()
    await writer.sql('begin; insert into notes values (1, 1)')
    const reader = await db.reader('project:1')
    const tracking = db.sql(`select everfresh.track('notes', 'project:{project_id}')`)
    // It waits for the writer, and blocks nobody meanwhile.
    await (await db.session()).sql('insert into notes values (2, 1)')
    await writer.sql('commit')
    await tracking
    expect(await reader.hears()).toBe('not-logged')
  })

  test('a statement that runs out of time in a trigger is cancelled like any other, and leaves no lock', async () => {
    const db = await stage.database()
    const names = await db.sql<{ f: string }>(
      `select oid::regprocedure::text as f from pg_proc where proname like 'things%insert'`,
    )
    await db.sql(
      `create or replace function ${names[0]?.f} returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as
        $$ begin begin perform pg_sleep(60); exception when others then perform everfresh.missed(tg_relid, sqlerrm); end; return null; end $$`,
    )
    await db.sql(`set statement_timeout = '50ms'`)
    await expect(db.sql(`insert into other.things values ('a', 1)`)).rejects.toMatchObject({
      code: '57014',
    })
    expect(
      await db.sql(`select from pg_locks where pid = pg_backend_pid() and locktype = 'advisory'`),
    ).toEqual([])
  })
}
