import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { POSTGRES_VERSIONS } from '../../../local/src/testing/postgres-versions.ts'
import { kitFiles } from '../kit.ts'
import { isScene, playScene, SCENES } from './scenes.ts'
import { startServer, type Server } from './server.ts'
import { copyWorld, makeWorld } from './world.ts'

// Seconds where the machine is its own.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const ask = async (
  client: pg.Client,
  cursor?: string,
): Promise<{ cursor: string; complete: boolean; reason: string | null }> => {
  const { rows } = await client.query<{ answer: Awaited<ReturnType<typeof ask>> }>(
    `select public.changes_since('{all,room:1}', $1) as answer`,
    [cursor ?? null],
  )
  const [row] = rows
  if (row === undefined) throw new Error('There is no answer.')
  return row.answer
}

describe.each(POSTGRES_VERSIONS)('on PostgreSQL %s', version => {
  let server: Server
  beforeAll(async () => {
    server = await startServer(version)
    await makeWorld(server, 'app', kitFiles())
  })
  afterAll(() => server.stop())

  test('a standby refuses; once it leads, what the old server told is no cursor of its own', async () => {
    const follower = await server.startStandby()
    const client = await server.connect('app')
    const { cursor } = await ask(client)
    const standby = await follower.connect('app')
    await expect(ask(standby, cursor)).rejects.toThrow('this is a standby')
    await standby.query('select pg_promote()')
    expect(await ask(standby, cursor)).toMatchObject({ complete: false, reason: 'other-history' })
    const own = await ask(standby)
    expect(await ask(standby, own.cursor)).toMatchObject({ complete: true })
    await Promise.all([client.end(), standby.end()])
  })

  test.each(Object.keys(SCENES).filter(isScene))('readers are told of %s', async scene => {
    expect(await playScene(server, kitFiles(), scene)).toBe(undefined)
  })

  test('what a migration writes before it tracks the table is not passed over', async () => {
    const connect = (): Promise<pg.Client> => server.connect('app')
    const [long, migration, other] = [await connect(), await connect(), await connect()]
    await other.query('create table later (id integer primary key)')
    await long.query('begin; select pg_current_xact_id()')
    await migration.query(
      `begin; insert into later values (1); select everfresh.track('later', 'all')`,
    )
    await long.query('commit')
    await other.query(`insert into items values (1, '1', 1)`)
    const { cursor } = await ask(other)
    await migration.query('commit')
    expect(await ask(other, cursor)).toMatchObject({ complete: false, reason: 'not-logged' })
    await Promise.all([long, migration, other].map(client => client.end()))
  })

  test('the first cursor after a migration, and after a restored dump, is good though nobody writes', async () => {
    const client = await server.connect('app')
    await client.query(
      `create table quiet (id integer primary key); select everfresh.track('quiet', 'all')`,
    )
    const first = await ask(client)
    expect(await ask(client, first.cursor)).toMatchObject({ complete: true, reason: null })
    await client.end()
    await copyWorld(server, 'restored', 'app')
    const restored = await server.connect('restored')
    const own = await ask(restored)
    expect(await ask(restored, own.cursor)).toMatchObject({ complete: true, reason: null })
    await restored.end()
  })
})
