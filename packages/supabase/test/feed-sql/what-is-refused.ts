import { expect, test } from 'vitest'
import type { FeedStage } from './stage.ts'

/** What cannot be tracked, and why. */
const REFUSED: readonly (readonly [what: string, track: string, code: string, message: RegExp])[] =
  [
    ['a table without a primary key', `'nokey', 'x:{a}'`, '42P16', /no primary key/],
    ['a view', `'aview', 'x:{id}'`, '42809', /no table/],
    ['a temporary table', `'passing', 'x:{id}'`, '42809', /temporary/],
    ['a part of a partitioned table', `'parts_1', 'x:{id}'`, '42809', /part of a partitioned one/],
    ['a table of the feed', `'everfresh.state', 'x:{one}'`, '42809', /feed's/],
    ['a table of the system', `'pg_class', 'x:{oid}'`, '42809', /system's own/],
    ['a column that is not there', `'shots', 'x:{nope}'`, '42703', /no column "nope"/],
    [
      'a parent that is not there',
      `'links', 'x:{shot_id -> nowhere.id}'`,
      '42P01',
      /no table public.nowhere/,
    ],
    [
      'a column that the parent has not',
      `'links', 'x:{shot_id -> shots.nope}'`,
      '42703',
      /no column "nope"/,
    ],
    ['a path that is none', `'links', 'x:{shot_id -> shots}'`, '22023', /no step of a path/],
    [
      'a parent that nothing points at',
      `'links', 'x:{note -> pairs.project_id}'`,
      '42830',
      /nothing says which row/,
    ],
    [
      'a parent that a column of another type points at',
      `'links', 'x:{note -> shots.project_id}'`,
      '42883',
      /rows of public.links cannot be read.*integer = text/,
    ],
    [
      'a route into a column that is no JSON',
      `'shots', 'x:{id}', route => '{title.kind}'`,
      '42883',
      /rows of public.shots cannot be read.*text ->>/,
    ],
    ['a table that others inherit from', `'bases', 'x:{id}'`, '42809', /other tables inherit/],
    [
      'a parent that is a part of a partitioned table',
      `'shots', 'x:{id -> leafs_1.id}'`,
      '42809',
      /part of a partitioned one/,
    ],
    [
      'a parent that half of a key points at',
      `'tenantlinks', 'x:{shot -> tenantshots.tenant}'`,
      '42830',
      /nothing says which row/,
    ],
    [
      'a scope that each session writes in its own way',
      `'bookings', 'day:{day}'`,
      '42804',
      /type date, which each session writes/,
    ],
    ...['lists date[]', 'ranges daterange', 'named later'].map(
      column =>
        [
          `a scope of ${column}, which each session writes in its own way`,
          `'bookings', 'day:{${column.split(' ')[0] ?? ''}}'`,
          '42804',
          /each session writes/,
        ] as const,
    ),
    ['a scope that is every scope', `'shots', '*'`, '22023', /is no scope/],
    ['a scope that a row could make every scope', `'shots', '{title}'`, '22023', /is no scope/],
    ['two columns in one scope', `'shots', 'x:{id}:{title}'`, '22023', /is no scope/],
    ['no scope', `'shots', '{}'::text[]`, '22023', /needs a scope/],
    ['no table', `null, 'x:{id}'`, '22004', /the table, push or strict is null/],
    ['perhaps a push', `'shots', 'x:{id}', push => null`, '22004', /is null/],
    [
      'a route that is not there',
      `'shots', 'x:{id}', route => '{nope.key}'`,
      '42703',
      /no column "nope"/,
    ],
  ]

export const whatIsRefused = (stage: FeedStage): void => {
  test('what cannot be tracked is refused with the reason, and nothing changes', async () => {
    const db = await stage.database()
    await db.sql(
      `create table nokey (a integer); create view aview as select * from shots; create temp table passing (id int primary key);
       create table bases (id int primary key); create table derived () inherits (bases);
       create table leafs (id int primary key) partition by list (id); create table leafs_1 partition of leafs for values in (1);
       create table tenantshots (tenant int, id int, primary key (tenant, id));
       create table tenantlinks (id int primary key, tenant int, shot int, foreign key (tenant, shot) references tenantshots);
       create domain day as date; create domain later as day;
       create table bookings (id int primary key, day date, lists date[], ranges daterange, named later)`,
    )
    const tracked = (): Promise<unknown> =>
      db.value(
        `select array_agg(t::text order by 1) from (select p::text from everfresh.paths p union all select t::text from everfresh.triggers t) t`,
      )
    const before = await tracked()
    for (const [what, track, code, message] of REFUSED) {
      await expect(db.sql(`select everfresh.track(${track})`), what).rejects.toMatchObject({
        code,
        message: expect.stringMatching(message) as unknown,
      })
    }
    await db.sql('drop function everfresh.can_read')
    await expect(db.sql(`select everfresh.track('shots', 'x:{id}')`)).rejects.toMatchObject({
      code: '42883',
    })
    expect(await tracked()).toEqual(before)
  })

  test('without Realtime a table is tracked for the log alone', async () => {
    const db = await stage.database()
    await db.sql('drop function realtime.send')
    await expect(db.sql(`select everfresh.track('shots', 'x:{id}')`)).rejects.toMatchObject({
      message: expect.stringContaining('no realtime.send') as unknown,
      hint: expect.stringContaining('push => false') as unknown,
    })
    await db.sql(`select everfresh.track('shots', 'x:{id}', push => false)`)
  })
}
