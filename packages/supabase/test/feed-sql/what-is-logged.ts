import { expect, test } from 'vitest'
import { EARLY, type Write } from './early-children.ts'
import type { FeedDatabase, FeedStage } from './stage.ts'

const WRITES: readonly Write[] = [
  ['one row', `insert into shots values (7, 1)`, ['project:1 shots INSERT 7']],
  [
    'rows of two scopes in one statement',
    `insert into shots values (7, 1), (8, 2), (9, 1)`,
    ['project:1 shots INSERT 7,9', 'project:2 shots INSERT 8'],
  ],
  [
    'fifty rows, one by one',
    `insert into shots select g, 1 from generate_series(101, 150) g`,
    [`project:1 shots INSERT ${Array.from({ length: 50 }, (_, i) => 101 + i).join(',')}`],
  ],
  [
    'fifty-one rows, as many',
    `insert into shots select g, 1 from generate_series(101, 151) g`,
    ['project:1 shots INSERT many'],
  ],
  [
    'rows of two hundred scopes, each',
    `insert into pairs select g, '', g from generate_series(1, 200) g`,
    ['project:1 pairs INSERT many', 'project:2 pairs INSERT many'],
  ],
  [
    'rows of more scopes, as a change of every scope',
    `insert into pairs select g, '', g from generate_series(1, 201) g`,
    ['* pairs INSERT many'],
  ],
  [
    'a row that moves from one scope to another, to both',
    `update pairs set project_id = 2 where a = 1`,
    ['project:1 pairs UPDATE ["one", 1]', 'project:2 pairs UPDATE ["one", 1]'],
  ],
  [
    'a row that leaves every scope',
    `update shots set project_id = null where id = 1`,
    ['project:1 links UPDATE many', 'project:1 shots UPDATE 1'],
  ],
  ['a row of no scope', `update shots set title = 'x' where id = 3`, []],
  ['a statement that finds no row', `delete from shots where id = 99`, []],
  [
    'a row found through its parent',
    `update links set note = 'x'`,
    ['project:1 links UPDATE 1', 'project:2 links UPDATE 2'],
  ],
  [
    'a parent that changes scope, with what leads through it',
    `update shots set project_id = 2 where id = 1`,
    [
      'project:1 links UPDATE many',
      'project:1 shots UPDATE 1',
      'project:2 links UPDATE many',
      'project:2 shots UPDATE 1',
    ],
  ],
  [
    'a parent that changes key and scope at once',
    `update shots set id = 77, project_id = 2 where id = 1`,
    [
      'project:1 links UPDATE many',
      'project:1 shots UPDATE 1',
      'project:2 links UPDATE many',
      'project:2 shots UPDATE 77',
    ],
  ],
  [
    'a cascade, to the scope and to the owner’s',
    `delete from projects where id = 1`,
    [
      'project:1 links DELETE many',
      'project:1 projects DELETE 1',
      'project:1 shots DELETE 1',
      'user:ann projects DELETE 1',
    ],
  ],
  [
    'TRUNCATE, as a change of every scope, with what leads through it',
    `truncate shots cascade`,
    ['* links TRUNCATE many', '* shots TRUNCATE many'],
  ],
  [
    'an upsert, as what it was for each row',
    `insert into shots (id, project_id) values (1, 1), (7, 1) on conflict (id) do update set title = 'again'`,
    ['project:1 shots INSERT 7', 'project:1 shots UPDATE 1'],
  ],
  [
    'MERGE, as what it was for each row',
    `merge into shots s using (values (1, 1), (2, 2), (8, 1)) as v(id, project_id) on s.id = v.id
       when matched and s.id = 2 then delete
       when matched then update set title = 'm' when not matched then insert (id, project_id) values (v.id, v.project_id)`,
    [
      'project:1 shots INSERT 8',
      'project:1 shots UPDATE 1',
      'project:2 links DELETE many',
      'project:2 shots DELETE 2',
    ],
  ],
  [
    'a table of another schema',
    `insert into other.things values ('a b', 1)`,
    ['project:1 things INSERT a b'],
  ],
  [
    'a partitioned table, and a row that changes its part',
    `insert into parts values (1, '2026-01-05', 1); update parts set day = '2026-02-05'`,
    [
      'project:1 parts INSERT ["2026-01-05", 1]',
      'project:1 parts UPDATE ["2026-01-05", 1],["2026-02-05", 1]',
    ],
  ],
  [
    'what a replica writes, which fires no ordinary trigger',
    `set session_replication_role = replica; update shots set title = 'r' where id = 1; reset session_replication_role`,
    ['project:1 shots UPDATE 1'],
  ],
  [
    'what a replica writes before its parent',
    `set session_replication_role = replica; insert into links values (7, 7); insert into shots values (7, 1); reset session_replication_role`,
    ['project:1 links INSERT many', 'project:1 shots INSERT 7'],
  ],
  [
    'what is written with no right on anything of the feed',
    `set role authenticated; update shots set title = 'a' where id = 1; reset role`,
    ['project:1 shots UPDATE 1'],
  ],
  [
    'only what a savepoint left',
    `begin; savepoint s; insert into shots values (7, 1); rollback to s; insert into shots values (8, 1); commit`,
    ['project:1 shots INSERT 8'],
  ],
  ['nothing of a rollback', `begin; insert into shots values (7, 1); rollback`, []],
  [
    'a scope too long to be asked for',
    `update projects set owner = repeat('x', 5000) where id = 1`,
    ['project:1 projects UPDATE 1', 'user:ann projects UPDATE 1'],
  ],
]

/** The same where the app has triggers of its own. */
const TRIGGERED: readonly Write[] = [
  [
    'what an app’s own trigger writes on',
    `create function bump() returns trigger language plpgsql as
       'begin update projects set size = size + 1 where id = new.project_id; return null; end';
     create trigger bump after insert on shots for each row execute function bump();
     insert into shots values (7, 1), (8, 1)`,
    ['project:1 projects UPDATE 1', 'project:1 shots INSERT 7,8', 'user:ann projects UPDATE 1'],
  ],
  [
    'what an app’s own trigger writes into the same table',
    `create function twice() returns trigger language plpgsql as
       'begin if new.id < 9 then insert into shots values (new.id + 1, 2); end if; return null; end';
     create trigger twice after insert on shots for each row execute function twice();
     insert into shots values (7, 1)`,
    ['project:1 shots INSERT 7', 'project:2 shots INSERT 8,9'],
  ],
]

export const whatIsLogged = (stage: FeedStage): void => {
  const logs = async (db: FeedDatabase, [, sql, heard]: Write): Promise<void> => {
    await db.sql(`insert into pairs values (1, 'one', 1)`)
    const reader = await db.reader('project:1', 'project:2', 'user:ann')
    await db.sql(sql)
    expect(db.warnings()).toEqual([])
    expect(await reader.hears()).toEqual(heard)
    expect(await reader.hears()).toEqual([])
  }

  test.each(WRITES)('logs %s', async (...write) => logs(await stage.shared(), write))
  test.each(EARLY)('logs %s', async (...write) => logs(await stage.database(), write))
  test.each(TRIGGERED)('logs %s', async (...write) => logs(await stage.database(), write))

  test('tells what routing needs: columns, paths into JSON, and nulls', async () => {
    const db = await stage.shared()
    const { cursor } = await db.ask(['project:1'])
    await db.sql(`insert into shots values (7, 1, 'x', '{"kind": "a"}'), (8, 1, 'y', null)`)
    await db.sql(`insert into links values (7, 7)`)
    const { changes } = await db.ask(['project:1'], cursor)
    expect(Object.fromEntries(changes.map(({ table, route }) => [table, route]))).toEqual({
      links: [{ shot_id: [7] }],
      shots: [{ id: [7, 8], 'meta.kind': [null, 'a'] }],
    })
  })

  test('keeps what it is told short: long keys and long routing values are many', async () => {
    const db = await stage.shared()
    const { cursor } = await db.ask(['project:1'])
    await db.sql(`insert into other.things values (repeat('k', 100000), 1)`)
    await db.sql(
      `insert into shots values (7, 1, '', jsonb_build_object('kind', repeat('k', 100000)))`,
    )
    const { changes } = await db.ask(['project:1'], cursor)
    expect(changes.map(({ table, ids, route }) => ({ table, ids, route }))).toEqual([
      { table: 'things', ids: null, route: null },
      { table: 'shots', ids: ['7'], route: null },
    ])
  })

  test('a row of many scopes is told in each, and in all at once where they are more than 200', async () => {
    const db = await stage.database()
    const templates = Array.from({ length: 9 }, (_, n) => `s${n}:{project_id}`)
    await db.sql(`alter table shots drop constraint shots_project_id_fkey`)
    await db.value(`select everfresh.track('shots', $1::text[])`, [templates])
    const reader = await db.reader('s0:1', 's8:12')
    await db.sql(`insert into shots select 100 + n, n from generate_series(1, 22) n`)
    expect(await reader.hears()).toEqual(['s0:1 shots INSERT 101', 's8:12 shots INSERT 112'])
    await db.sql(`insert into shots select 200 + n, n from generate_series(1, 23) n`)
    expect(await reader.hears()).toEqual(['* shots INSERT many'])
    expect(db.warnings()).toEqual([])
  })

  test('a name may be long, in any letters, and be given to another table later', async () => {
    const db = await stage.database()
    const name = '"Задачи проекта, с длинным именем"'
    await db.sql(`create table ${name} (id integer primary key, "В проекте" integer)`)
    await db.sql(`select everfresh.track('${name}', 'project:{В проекте}')`)
    await db.sql(
      `alter table ${name} rename to older; create table ${name} (id integer primary key)`,
    )
    await db.sql(`select everfresh.track('${name}', 'task:{id}')`)
    const reader = await db.reader('project:1', 'task:1')
    await db.sql(`insert into older values (1, 1); insert into ${name} values (1)`)
    expect(db.warnings()).toEqual([])
    expect(await reader.hears()).toEqual([
      'project:1 older INSERT 1',
      `task:1 ${name.replaceAll('"', '')} INSERT 1`,
    ])
    await db.sql(`select everfresh.untrack('older')`)
  })

  test('logs what COPY brings', async () => {
    const db = await stage.shared()
    const reader = await db.reader('project:1')
    await db.sql(`copy shots (id, project_id) from program 'printf "7\\t1\\n8\\t1\\n"'`)
    expect(await reader.hears()).toEqual(['project:1 shots INSERT 7,8'])
  })

  test('tells who wrote, as the request says, and nobody for what is no name', async () => {
    const db = await stage.shared()
    const { cursor } = await db.ask(['project:1'])
    const headers = [
      `{"x-everfresh-origin": "tab.1"}`,
      `{"x-everfresh-origin": "<b>"}`,
      `no json`,
      '',
    ]
    for (const [n, header] of headers.entries()) {
      await db.sql(`select set_config('request.headers', $1, false)`, [header])
      await db.sql(`insert into shots values ($1, 1)`, [10 + n])
    }
    const { changes } = await db.ask(['project:1'], cursor)
    expect(changes.map(({ origin, ids }) => `${String(ids)} ${origin ?? ''}`).toSorted()).toEqual([
      '10 tab.1',
      '11 ',
      '12 ',
      '13 ',
    ])
  })

  test('a change is told when its transaction commits, however early it wrote', async () => {
    const db = await stage.shared()
    const [early, prepared] = [await db.session(), await db.session()]
    await early.sql(`begin; insert into shots values (7, 1)`)
    await prepared.sql(`begin; insert into shots values (8, 1); prepare transaction 'p'`)
    const reader = await db.reader('project:1')
    await db.sql(`insert into shots values (9, 1)`)
    expect(await reader.hears()).toEqual(['project:1 shots INSERT 9'])
    await early.sql('commit')
    expect(await reader.hears()).toEqual(['project:1 shots INSERT 7'])
    await db.sql(`commit prepared 'p'`)
    expect(await reader.hears()).toEqual(['project:1 shots INSERT 8'])
    expect(await reader.hears()).toEqual([])
  })

  test('forgets a table that is no longer tracked, and the trigger on its parent', async () => {
    const db = await stage.database()
    await db.sql(`select everfresh.untrack('links')`)
    const reader = await db.reader('project:1')
    await db.sql(`update links set note = 'x'`)
    await db.sql(`delete from shots where id = 1`)
    expect(await reader.hears()).toEqual(['project:1 shots DELETE 1'])
    expect((await db.ask(['project:1'])).tables).not.toContain('public.links')
  })
}
