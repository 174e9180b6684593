import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabase, type TestDatabase } from '../testing/index.ts'
import { bootstrap } from './bootstrap.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await testDatabase()
  await db.query('create table public.t (n int)')
})
afterAll(() => db.close())

const anon = { role: 'anon', claims: { role: 'anon' } }

describe('the owner', () => {
  it('reads every value as text that PostgreSQL wrote', async () => {
    const { rows } = await db.query(
      `select 9007199254740993::int8 as big, 1.10::numeric as exact, true as yes, null as nothing,
         '{"a": 1.0}'::jsonb as json, timestamptz '2026-11-22 12:00:00.123456+02' as at`,
    )
    expect(rows).toEqual([
      {
        big: '9007199254740993',
        exact: '1.10',
        yes: 't',
        nothing: null,
        json: '{"a": 1.0}',
        at: '2026-11-22 10:00:00.123456+00',
      },
    ])
  })

  it('loses nothing but a failed transaction', async () => {
    const failing = db.transaction(async client => {
      await client.query('insert into t values (1)')
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect((await db.query('select from t where n = 1')).rowCount).toBe(0)
    await db.transaction(client => client.query('insert into t values (2)'))
    expect((await db.query('select from t where n = 2')).rowCount).toBe(1)
  })
})

describe('a caller', () => {
  it('has its role, its claims and the settings for one transaction only', async () => {
    const claims = { sub: `o'clock \\ "x" ☃`, role: 'anon' }
    const question = `select current_user, session_user,
      current_setting('request.jwt.claims', true) as claims, current_setting('request.method', true) as method`
    const inside = await db.as({ role: 'anon', claims }, { 'request.method': "G'ET" }, client =>
      client.query(question),
    )
    expect(inside.rows).toEqual([
      {
        current_user: 'anon',
        session_user: 'authenticator',
        claims: JSON.stringify(claims),
        method: "G'ET",
      },
    ])
    // Twenty at once use every connection of the pool again.
    const after = await Promise.all(Array.from({ length: 20 }, () => db.query(question)))
    for (const { rows } of after) {
      expect(rows[0]).toMatchObject({ current_user: 'postgres', session_user: 'postgres' })
      // A setting that was once made stays, empty.
      expect(`${rows[0]?.['claims'] ?? ''}${rows[0]?.['method'] ?? ''}`).toBe('')
    }
  })

  it('cannot take a role that tokens must not have', async () => {
    for (const role of ['postgres', 'supabase_admin', 'pg_read_server_files', 'nobody_at_all']) {
      const attempt = db.as({ role, claims: {} }, {}, client => client.query('select 1'))
      await expect(attempt).rejects.toThrow(/permission denied to set role|does not exist/)
    }
  })

  it('cannot become the owner again from inside', async () => {
    const attempt = db.as(anon, {}, client => client.query('set role postgres'))
    await expect(attempt).rejects.toThrow('permission denied to set role')
  })

  it('is kept by row-level security, unless it is the service role', async () => {
    await db.query('create table public.secret as select 1 as n')
    await db.query('alter table public.secret enable row level security')
    const count = async (role: string): Promise<number | null> =>
      (await db.as({ role, claims: {} }, {}, client => client.query('select from secret'))).rowCount
    expect(await count('anon')).toBe(0)
    expect(await count('authenticated')).toBe(0)
    expect(await count('service_role')).toBe(1)
  })

  it('cannot smuggle SQL through a claim or a setting', async () => {
    const evil = `'); drop table t; --\\'`
    await db.as({ role: 'anon', claims: { evil } }, { 'request.x': evil }, client =>
      client.query('select 1'),
    )
    await expect(
      db.as(anon, { 'request.x': 'a\0b' }, client => client.query('select 1')),
    ).rejects.toThrow('zero byte')
    expect((await db.query(`select to_regclass('public.t') as t`)).rows).toEqual([{ t: 't' }])
  })
})

describe('the bootstrap', () => {
  it('may be run again on a database in use', async () => {
    await bootstrap(db)
    await bootstrap(db)
    expect(
      (await db.query(`select from pg_publication where pubname = 'supabase_realtime'`)).rowCount,
    ).toBe(1)
  })

  it('tells those who cache the schema about every change of it', async () => {
    const listener = await db.connect()
    await listener.query('listen pgrst')
    for (const change of ['create table public.fresh ()', 'drop table public.fresh']) {
      const heard = new Promise(resolve => listener.once('notification', resolve))
      await db.query(change)
      expect(await heard).toMatchObject({ payload: 'reload schema' })
    }
    await listener.end()
  })
})
