import { expect, test } from 'vitest'
import type { FeedStage } from './stage.ts'

const future = (cursor: string): string => cursor.replace(/\.\d+:\d+:[\d,]*$/, '.3:99999999999:')
const many = (n: number): string[] => Array.from({ length: n }, (_, i) => `project:${i}`)

/** Cursors that somebody made up. */
const FORGED: readonly (readonly [what: string, cursor: string])[] = [
  ['nothing', ''],
  ['words', 'give me everything'],
  ['SQL', `1.1.1.1.1.1:1:'; drop table shots; --`],
  ['a version of another time', '2.1.1.1.1.1:1:'],
  ['a snapshot that is none', '1.1.1.1.1.9:3:'],
  ['transactions out of order', '1.1.1.1.1.3:9:8,4'],
  ['more than any server would give', `1.1.1.1.1.1:9:${'1,'.repeat(100_000)}1`],
]

const CAN_READ: readonly (readonly [what: string, sql: string, answer: object])[] = [
  [
    'is missing',
    'drop function everfresh.can_read',
    { code: '42883', message: /can_read.*missing/ },
  ],
  [
    'runs as the caller',
    `create or replace function everfresh.can_read(scope text) returns boolean language sql as 'select true'`,
    { code: '55000', message: /not SECURITY DEFINER/ },
  ],
  [
    'was never written',
    `create or replace function everfresh.can_read(scope text) returns boolean language sql stable security definer as 'select false'`,
    { code: '55000', message: /lets nobody in/ },
  ],
  [
    'returns null',
    `create or replace function everfresh.can_read(scope text) returns boolean language sql security definer as 'select null::boolean'`,
    { code: '42501', message: /not yours to read/ },
  ],
  [
    'cannot take the scope apart',
    `create or replace function everfresh.can_read(scope text) returns boolean language sql security definer as 'select scope::uuid is not null'`,
    { code: '42501', message: /not yours to read/ },
  ],
  [
    'fails',
    `create or replace function everfresh.can_read(scope text) returns boolean language plpgsql security definer as 'begin return (select true from nowhere); end'`,
    { code: '38000', message: /can_read.*failed.*log says why/ },
  ],
]

const refusal = ({ code, message }: { code?: string; message?: RegExp }): object => ({
  code,
  message: expect.stringMatching(message ?? /./) as unknown,
})

export const changesSince = (stage: FeedStage): void => {
  test('the first answer is a cursor, the tables that are followed, and nothing else', async () => {
    const db = await stage.shared()
    expect(await db.ask(['project:1'])).toEqual({
      cursor: expect.stringMatching(/^1\.\d+\.\d+\.\d+\.\d+\.\d+\.\d+:\d+:[\d,]*$/) as unknown,
      changes: [],
      complete: false,
      reason: 'first',
      tables: [
        'other.things',
        'public.links',
        'public.pairs',
        'public.parts',
        'public.projects',
        'public.shots',
      ],
      poll_after_ms: null,
      rotate: false,
    })
  })

  test('hostile cursors get one error, or the truth', async () => {
    const db = await stage.shared()
    const { cursor } = await db.ask(['project:1'])
    for (const [what, forged] of FORGED) {
      await expect(db.ask(['project:1'], forged), what).rejects.toMatchObject(
        refusal({ code: '22023', message: /this is no cursor/ }),
      )
    }
    const reason = async (given: string): Promise<unknown> =>
      (await db.ask(['project:1'], given)).reason
    expect(await reason(future(cursor))).toBe('from-the-future')
    expect(await reason(cursor.replace(/\d+:\d+:[\d,]*$/, `1:${'9'.repeat(40)}:`))).toBe(
      'from-the-future',
    )
    expect(await reason(cursor.replace(/^1\.\d+/, '1.1'))).toBe('other-history')
    expect(await reason(cursor.replace(/\d+:\d+:[\d,]*$/, '1:1:'))).toBe('not-logged')
  })

  test('hostile scopes get an error that says what to do', async () => {
    const db = await stage.shared()
    const wrong: readonly (readonly [unknown, RegExp])[] = [
      [[], /0 scopes/],
      [null, /0 scopes/],
      [['a', null], /From 1 to 100/],
      [many(101), /101 scopes/],
      [many(10_000), /10000 scopes/],
      [['x'.repeat(201)], /longer than 200/],
      ['{{project:1},{project:2}}', /are no list/],
    ]
    for (const [scopes, message] of wrong) {
      await expect(db.value('select public.changes_since($1)', [scopes])).rejects.toMatchObject(
        refusal({ code: '22023', message }),
      )
    }
    await expect(db.ask(['project:\u0000'])).rejects.toMatchObject({ code: '22021' })
    expect((await db.ask([`project:1'; drop table shots; --`])).reason).toBe('first')
    expect((await db.ask(many(100))).reason).toBe('first')
  })

  test('a scope of somebody else and one that there is not are refused alike, by name', async () => {
    const db = await stage.shared()
    await db.sql(`insert into other.things values ('a', 1)`)
    for (const scope of ['secret:1', 'secret:99']) {
      await expect(db.ask(['project:1', scope])).rejects.toMatchObject({
        code: '42501',
        message: 'everfresh: there is no such scope, or it is not yours to read.',
        detail: JSON.stringify([scope]),
      })
    }
  })

  test.each(CAN_READ)(
    'nobody is let in when can_read %s, and every write goes through',
    async (_, sql, answer) => {
      const db = await stage.database()
      await db.sql(sql)
      await expect(db.ask(['project:1'])).rejects.toMatchObject(refusal(answer))
      await db.sql(`insert into shots values (7, 1)`)
      expect(await db.sent()).toEqual(['project:1: shots INSERT 7'])
      expect(db.warnings()).toEqual([])
    },
  )

  test('5,000 unseen changes are told, and more are too much', async () => {
    const db = await stage.shared()
    const { cursor } = await db.ask(['project:1'])
    const write = `do $$ begin for n in 1..$n loop update shots set title = 'x' where id = 1; end loop; end $$`
    await db.sql(write.replace('$n', '5000'))
    const answer = await db.ask(['project:1'], cursor)
    expect(answer.changes.map(({ commits }) => Object.values(commits ?? {}))).toEqual([[5000]])
    await db.sql(write.replace('$n', '1'))
    expect(await db.ask(['project:1'], cursor)).toMatchObject({ reason: 'too-much', changes: [] })
    expect((await db.ask(['project:2'], cursor)).changes).toEqual([])
  })

  test('few transactions are told one by one, and many together', async () => {
    const db = await stage.shared()
    const { cursor } = await db.ask(['project:1'])
    const write = async (times: number): Promise<void> => {
      for (let n = 0; n < times; n += 1) await db.sql(`update shots set title = 'x' where id = 1`)
    }
    await write(2)
    const apart = await db.ask(['project:1'], cursor)
    expect(apart.changes.map(({ commits }) => Object.values(commits ?? {}))).toEqual([[1], [1]])
    await write(199)
    const together = await db.ask(['project:1'], cursor)
    expect(together.changes).toMatchObject([{ table: 'shots', ids: ['1'], commits: null }])
  })

  test('the app’s roles can ask, and can do and see nothing else', async () => {
    const db = await stage.shared()
    const open = await db.sql<{ name: string }>(
      `select r.rolname || ' ' || o.name as name from pg_roles r, (
         select c.oid::regclass::text as name, has_table_privilege(r2.oid, c.oid, 'select, insert, update, delete, truncate, trigger, references') as may, r2.oid as role
           from pg_class c, pg_roles r2 where c.relnamespace = 'everfresh'::regnamespace and c.relkind in ('r', 'p')
         union all
         select c.oid::regclass::text, has_sequence_privilege(r2.oid, c.oid, 'usage, select, update'), r2.oid
           from pg_class c, pg_roles r2 where c.relnamespace = 'everfresh'::regnamespace and c.relkind = 'S'
         union all
         select p.proname, has_function_privilege(r2.oid, p.oid, 'execute'), r2.oid
           from pg_proc p, pg_roles r2 where p.pronamespace = 'everfresh'::regnamespace
       ) o where o.role = r.oid and o.may and r.rolname in ('anon', 'authenticated') order by 1`,
    )
    expect(open.map(({ name }) => name)).toEqual(
      ['anon', 'authenticated'].flatMap(role =>
        ['changes_since', 'may_hear', 'rotate'].map(name => `${role} ${name}`),
      ),
    )
    await db.sql('set role authenticated')
    expect((await db.ask(['project:1'])).reason).toBe('first')
    expect(await db.value('select public.everfresh_rotate()')).toBe('nothing to do')
    await expect(db.sql('select from everfresh.log')).rejects.toMatchObject({ code: '42501' })
  })

  test('no function of ours can be led astray by a search path, or be run by just anybody', async () => {
    const db = await stage.shared()
    const astray = await db.sql(
      `select p.oid::regprocedure from pg_proc p
        where (p.pronamespace = 'everfresh'::regnamespace or obj_description(p.oid, 'pg_proc') like 'everfresh:%')
          and p.prokind = 'f'
          -- Asked by a policy that holds for everybody, and answers only for who asks.
          and p.proname <> 'may_hear'
          and (p.prosqlbody is null and not coalesce(p.proconfig, '{}') @> '{"search_path=pg_catalog, pg_temp"}'
            or exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0))`,
    )
    expect(astray).toEqual([])
  })

  test('a cursor that a transaction asks for while it writes vouches for nothing that it writes', async () => {
    const db = await stage.database()
    const reader = await db.session()
    await db.sql(`begin; insert into shots values (7, 1)`)
    await reader.sql(`insert into shots values (8, 1)`)
    const { cursor } = await db.ask(['project:1'])
    await db.sql(`insert into shots values (9, 1); commit`)
    const { changes, complete } = await reader.ask(['project:1'], cursor)
    expect([complete, changes.flatMap(({ ids }) => ids)]).toEqual([
      true,
      expect.arrayContaining(['9']),
    ])
  })

  test('a copy of the database is another history, though it is in the same server', async () => {
    const db = await stage.database()
    const copy = await stage.database()
    const { cursor } = await db.ask(['project:1'])
    expect((await copy.ask(['project:1'], cursor)).reason).toBe('other-history')
  })

  test('asking needs no right to write', async () => {
    const db = await stage.shared()
    await db.sql('begin read only')
    expect((await db.ask(['project:1'])).reason).toBe('first')
    await db.sql('rollback')
  })
}
