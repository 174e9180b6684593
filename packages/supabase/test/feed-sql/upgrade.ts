import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { kit } from '../kit.ts'
import { soon } from '../stage.ts'
import type { FeedDatabase, FeedStage, Session } from './stage.ts'

/** Kits as they were once: each in `kits`, as the migration that it was, and never changed. Any that is released joins them. */
const OLDER_KITS = [
  // Of 470d73f: the oldest one that can be brought up to date.
  { olderKit: 'with-short-cursors', cursorsAreKnown: false },
  // Of 15750fb.
  { olderKit: 'with-comments-on-policies', cursorsAreKnown: true },
] as const

/** What the app has besides the sample: a table of which a change is logged or fails, and a setting. */
const MORE = `
  create table notes (id integer primary key, project_id integer);
  select everfresh.track('notes', 'project:{project_id}', strict => true);
  update everfresh.state set poll_after_ms = 7000`

const read = (name: string): Promise<string> => readFile(join(import.meta.dirname, name), 'utf8')

async function appWith(stage: FeedStage, olderKit: string): Promise<FeedDatabase> {
  const db = await stage.database('bare')
  await db.sql(await read(`kits/${olderKit}.sql`))
  await db.sql(await read('sample.sql'))
  await db.sql(MORE)
  await db.sql(await read('rows.sql'))
  return db
}

const somebodyWaits = (seer: Session): Promise<void> =>
  soon(() =>
    seer.value(
      `select exists (select from pg_stat_activity
        where datname = current_database() and wait_event_type in ('Lock', 'Timeout'))`,
    ),
  ).toBe(true)

/** All that there is of the feed, by name. The numbers of the app's tables, others in each database, are in names too. */
async function everything(db: Session): Promise<Record<string, string>> {
  const tables = await db.sql<{ oid: string; name: string }>(
    'select distinct target::oid::text as oid, target::text as name from everfresh.triggers',
  )
  const names = new Map(tables.map(({ oid, name }) => [oid, name]))
  // Not what is like one in a hash.
  const named = (text: string): string =>
    text.replaceAll(/(?<![a-z\d])\d{5,}(?![a-z\d])/g, number => names.get(number) ?? number)
  const rows = await db.sql<{ what: string; how: string }>(await read('everything.sql'))
  expect(rows.length).toBeGreaterThan(400)
  return Object.fromEntries(rows.map(({ what, how }) => [named(what), named(how)]))
}

export const upgrade = (stage: FeedStage): void => {
  describe.each(OLDER_KITS)('of a kit $olderKit', ({ olderKit, cursorsAreKnown }) => {
    test('the new migration leaves all as where it is the first: what it makes, and what the app said', async () => {
      const db = await appWith(stage, olderKit)
      await db.sql(kit())
      const anew = await stage.database()
      await anew.sql(MORE)
      expect(await everything(db)).toEqual(await everything(anew))
    })

    test('nobody who reads across the new migration misses a write, or hears what is not theirs', async () => {
      const db = await appWith(stage, olderKit)
      let reader = await db.reader('project:1', 'user:ann')
      const writer = await db.session()
      await writer.sql(`begin; insert into shots values (7, 1)`)
      expect(await reader.hears()).toEqual([])
      await writer.sql('commit; begin')
      await writer.ask(['project:1'])
      const migrator = await db.session()
      await migrator.sql('begin')
      const migrated = migrator.sql(kit())
      await somebodyWaits(db)
      await writer.sql(`insert into links values (7, 7); insert into notes values (1, 1); commit`)
      await migrated
      if (cursorsAreKnown) {
        const heard = reader.hears()
        await somebodyWaits(writer)
        await migrator.sql('commit')
        expect(await heard).toEqual([
          'project:1 links INSERT 7',
          'project:1 notes INSERT 1',
          'project:1 shots INSERT 7',
        ])
      } else {
        await migrator.sql('commit')
        // So its client fetches everything, and asks as for the first time.
        await expect(reader.hears()).rejects.toMatchObject({ code: '22023' })
        reader = await db.reader('project:1', 'user:ann')
      }
      await db.sent()
      await db.sql(`insert into pairs values (1, 'b', 1)`)
      await db.sql(`insert into links values (8, 7); insert into notes values (2, 1)`)
      await db.sql(`update projects set size = 1 where id = 1`)
      expect([...db.warnings(), ...writer.warnings(), ...migrator.warnings()]).toEqual([])
      expect(await reader.hears()).toEqual([
        'project:1 links INSERT 8',
        'project:1 notes INSERT 2',
        'project:1 pairs INSERT ["b", 1]',
        'project:1 projects UPDATE 1',
        'user:ann projects UPDATE 1',
      ])
      expect(await db.sent()).toEqual([
        'project:1: links INSERT 8 + notes INSERT 2',
        'project:1: projects UPDATE 1',
        'user:ann: projects UPDATE 1',
      ])
      await expect(db.ask(['secret:1'])).rejects.toMatchObject({ code: '42501' })
    })
  })
}
