import { expect, test } from 'vitest'
import { kit, removal } from '../kit.ts'
import { soon } from '../stage.ts'
import type { FeedStage } from './stage.ts'

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
}
