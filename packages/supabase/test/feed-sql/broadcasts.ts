import { expect, test } from 'vitest'
import type { FeedStage } from './stage.ts'

/** What one transaction does, and what is broadcast of it. */
const TRANSACTIONS: readonly (readonly [what: string, sql: string, sent: readonly string[]])[] = [
  ['one statement', `update shots set title = 'x' where id = 1`, ['project:1: shots UPDATE 1']],
  [
    'one statement of two scopes',
    'insert into shots values (7, 1), (8, 2)',
    ['project:1: shots INSERT 7', 'project:2: shots INSERT 8'],
  ],
  [
    'one statement that writes to two tables',
    `with more as (insert into shots values (7, 1)) update links set note = 'x' where id = 1`,
    ['project:1: links UPDATE 1 + shots INSERT 7'],
  ],
  [
    'many statements, once for each scope',
    `insert into shots values (7, 1); insert into shots values (8, 1), (9, 2); update links set note = 'x'`,
    ['project:1: links UPDATE 1 + shots INSERT 7,8', 'project:2: links UPDATE 2 + shots INSERT 9'],
  ],
  [
    'a cascade, once for each scope',
    `delete from projects where id = 1`,
    [
      'project:1: links DELETE many + projects DELETE 1 + shots DELETE 1',
      'user:ann: projects DELETE 1',
    ],
  ],
  ['TRUNCATE, never', `truncate links`, []],
  ['a table that is not pushed, never', `insert into pairs values (1, 'a', 1)`, []],
  [
    'more than 200 scopes, never',
    `insert into projects select g, 'o' || g from generate_series(10, 120) g`,
    [],
  ],
  [
    'what a savepoint took back, never',
    `savepoint s; insert into shots values (7, 1); rollback to s; update shots set title = 'x' where id = 2`,
    ['project:2: shots UPDATE 2'],
  ],
  [
    'what a replica writes',
    `set local session_replication_role = replica; insert into links values (7, 1)`,
    ['project:1: links INSERT 7'],
  ],
  [
    'after constraints were made immediate, all of it so far each time',
    `set constraints all immediate; insert into shots values (7, 1); insert into shots values (8, 1)`,
    ['project:1: shots INSERT 7', 'project:1: shots INSERT 7,8'],
  ],
  [
    'after constraints were made immediate, each scope of a statement',
    `set constraints all immediate; insert into shots values (7, 1), (8, 2); insert into shots values (9, 2)`,
    ['project:1: shots INSERT 7', 'project:2: shots INSERT 8', 'project:2: shots INSERT 8,9'],
  ],
]

export const broadcasts = (stage: FeedStage): void => {
  test.each(TRANSACTIONS)('broadcasts %s', async (_, sql, sent) => {
    const db = await stage.shared()
    await db.sql(`begin; ${sql}; commit`)
    expect(db.warnings()).toEqual([])
    expect((await db.sent()).toSorted()).toEqual(sent)
  })

  test('a broadcast and the log name a change alike', async () => {
    const db = await stage.shared()
    const { cursor } = await db.ask(['project:1'])
    await db.sql(
      `begin; select set_config('request.headers', '{"x-everfresh-origin": "tab.1"}', true)`,
    )
    await db.sql(`insert into shots values (7, 1)`)
    await db.sql(`insert into shots values (8, 1); commit`)
    const payload = await db.value('select payload - $1 from realtime.messages', ['id'])
    const { changes } = await db.ask(['project:1'], cursor)
    const [change] = changes
    const [[xid, n] = []] = Object.entries(change?.commits ?? {})
    expect(payload).toEqual({
      xid,
      changes: [
        {
          schema: 'public',
          table: 'shots',
          operation: 'INSERT',
          origin: 'tab.1',
          n,
          ids: expect.arrayContaining(['7', '8']) as unknown,
          route: [
            { id: [7], 'meta.kind': [null] },
            { id: [8], 'meta.kind': [null] },
          ],
        },
      ],
    })
    expect(n).toBe(2)
  })

  test('two-phase commit broadcasts when it commits', async () => {
    const db = await stage.shared()
    await db.sql(`begin; insert into shots values (7, 1); prepare transaction 'p'`)
    expect(await db.sent()).toEqual([])
    await db.sql(`commit prepared 'p'`)
    expect(await db.sent()).toEqual(['project:1: shots INSERT 7'])
  })

  test('a broadcast that fails breaks no write, and the log has it', async () => {
    const db = await stage.database()
    const reader = await db.reader('project:1')
    await db.sql(`drop function realtime.send`)
    await db.sql(`insert into shots values (7, 1)`)
    expect(db.warnings()).toEqual([expect.stringContaining('was not broadcast')])
    expect(await reader.hears()).toEqual(['project:1 shots INSERT 7'])
  })

  test('a transaction of a thousand statements uses fewer transaction numbers than slow down a server', async () => {
    const db = await stage.shared()
    const before = Number(await db.value('select pg_snapshot_xmax(pg_current_snapshot())'))
    await db.sql(
      `do $$ begin for n in 1..1000 loop insert into shots values (1000 + n, 1); end loop; end $$`,
    )
    const after = Number(await db.value('select pg_snapshot_xmax(pg_current_snapshot())'))
    expect(after - before).toBeLessThan(64)
    expect(await db.sent()).toEqual(['project:1: shots INSERT many'])
  })

  test('only readers of a scope may join its channel, and nobody may write to it', async () => {
    const db = await stage.shared()
    await db.sql(`insert into shots values (7, 1)`)
    const seen = async (topic: string, extension = 'broadcast'): Promise<unknown> => {
      await db.sql(`begin; set local role authenticated`)
      await db.sql(`select set_config('realtime.topic', $1, true)`, [topic])
      const count = await db.value(
        `select count(*)::int from realtime.messages where extension = $1`,
        [extension],
      )
      await db.sql('rollback')
      return count
    }
    expect(await seen('everfresh:project:1')).toBe(1)
    expect(await seen('everfresh:secret:1')).toBe(0)
    expect(await seen('other:project:1')).toBe(0)
    await db.sql(`set role authenticated`)
    await expect(
      db
        .sql(`select realtime.send('{}', 'changes', 'everfresh:project:1')`)
        .then(() => db.warnings()),
    ).resolves.toEqual([expect.stringContaining('row-level security')])
  })
}
