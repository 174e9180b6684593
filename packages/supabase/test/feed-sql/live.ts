import { expect, test } from 'vitest'
import { kit, removal } from '../kit.ts'
import { soon } from '../stage.ts'
import type { FeedStage, Session } from './stage.ts'

/** What a migration does while the app is in use. */
const MIGRATIONS: readonly (readonly [what: string, sql: string])[] = [
  ['all triggers are made anew', 'select everfresh.retrack()'],
  ['the kit is brought up to date', kit()],
  ['the feed is removed', removal()],
  [
    'tables are locked at one time, and then tracked one by one',
    `select everfresh.lock_tables(array['shots', 'links']::regclass[]);
     select everfresh.track('shots', 'project:{project_id}');
     select everfresh.track('links', 'project:{shot_id -> shots.project_id}')`,
  ],
]

/** What an app's own migrations do to tables that are followed. */
const DDL = [
  'alter table shots add column more text',
  'create index on shots (project_id)',
  'alter table shots alter column title type varchar(200)',
  'alter table links drop constraint links_shot_id_fkey; alter table links add foreign key (shot_id) references shots on delete cascade',
  'alter table shots rename to scenes; alter table scenes rename to shots; select everfresh.retrack()',
  'alter table shots alter column id type bigint',
  'alter table shots rename column more to other; alter table shots drop column other',
  `select everfresh.untrack('links'); select everfresh.track('links', 'project:{shot_id -> shots.project_id}')`,
]

export const live = (stage: FeedStage): void => {
  test.each(MIGRATIONS)(
    'a transaction that wrote before %s writes on, and then both are done',
    async (_, sql) => {
      const db = await stage.database()
      const [writer, other] = [await db.session(), await db.session()]
      const pid = await other.value('select pg_backend_pid()')
      await writer.sql(`begin; update links set note = 'x'`)
      const migrated = other.sql(`begin; ${sql}; commit`)
      await soon(() =>
        db.value(
          `select wait_event_type in ('Lock', 'Timeout') from pg_stat_activity where pid = $1`,
          [pid],
        ),
      ).toBe(true)
      await writer.sql(`update shots set title = 'x'; update projects set size = 1; commit`)
      await migrated
      expect(writer.warnings()).toEqual([])
      await writer.sql(`insert into shots values (7, 1)`)
    },
  )

  test('a transaction that broadcast before an older kit is brought up to date writes, and then both are done', async () => {
    const db = await stage.database()
    await db.sql(`drop policy "everfresh: nobody else hears them" on realtime.messages;
      update everfresh.state set policies = null`)
    const [writer, other] = [await db.session(), await db.session()]
    const pid = await other.value('select pg_backend_pid()')
    await writer.sql(`begin; select realtime.send('{}', 'said', 'room', true)`)
    const migrated = other.sql(`begin; ${kit()}; commit`)
    await soon(() =>
      db.value(
        `select wait_event_type in ('Lock', 'Timeout') from pg_stat_activity where pid = $1`,
        [pid],
      ),
    ).toBe(true)
    await writer.sql(`set local lock_timeout = '5s'; update shots set title = 'x'; commit`)
    await migrated
  })

  test('while the app’s own migrations run, its writes go on, and who asks misses none', async () => {
    const db = await stage.database()
    const [writer, asker, migration] = [await db.session(), await db.session(), await db.session()]
    let isOver = false
    let isAllWritten = false
    const writes = async (): Promise<number> => {
      let n = 100
      for (; !isOver; n += 1)
        await writer.sql(`insert into shots (id, project_id) values (${n}, 1)`)
      return n - 100
    }
    const reads = async (): Promise<ReadonlySet<string>> => {
      const known = new Set<string>()
      let { cursor } = await asker.ask(['project:1'])
      for (let isLast = false; !isLast;) {
        isLast = isAllWritten
        const answer = await asker.ask(['project:1'], cursor)
        cursor = answer.cursor
        const fetched = answer.complete
          ? answer.changes.flatMap(({ table, ids }) => (table === 'shots' ? (ids ?? []) : []))
          : await idsOf(asker)
        for (const id of fetched) known.add(id)
      }
      return known
    }
    const [writing, reading] = [writes(), reads()]
    try {
      for (const ddl of DDL) await migration.sql(`begin; ${ddl}; commit`)
    } finally {
      isOver = true
      await writing
      isAllWritten = true
    }
    const [written, known] = [await writing, await reading]
    // Most got through between two of them, also on a busy machine.
    expect(written).toBeGreaterThan(DDL.length / 2)
    expect((await idsOf(db)).filter(id => Number(id) >= 100 && !known.has(id))).toEqual([])
    expect(writer.warnings()).toEqual([])
  })
}

const idsOf = async (session: Session): Promise<readonly string[]> =>
  (await session.sql<{ id: string }>('select id::text from shots')).map(({ id }) => id)
