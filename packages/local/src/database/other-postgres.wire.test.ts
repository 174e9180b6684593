import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startCluster, type Cluster } from '../engine/cluster.ts'
import { createTokens } from '../http/tokens.ts'
import { startLocal } from '../start-local.ts'
import { runIn } from '../testing/cluster.ts'
import { findOtherPostgres } from './other-postgres.ts'

let folder: string
let cluster: Cluster
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'everfresh-other-'))
  cluster = await startCluster({ dataDir: join(folder, 'data'), durable: false })
  const owner = cluster.connection('postgres')
  await runIn(owner, 'create role plain login')
  await runIn(owner, 'create role owner login createdb createrole replication bypassrls')
  await runIn(owner, 'create database app owner owner')
})
afterAll(async () => {
  await cluster.stop()
  await rm(folder, { recursive: true, force: true })
})

const urlOf = (user: string, database: string): string =>
  cluster.url(database).replace('user=postgres', `user=${user}`)

const signed = async (claims: Record<string, unknown>): Promise<string> =>
  (await createTokens(Date.now)).sign(claims)

it('takes a PostgreSQL that is fit', async () => {
  const found = await findOtherPostgres(urlOf('postgres', 'postgres'))
  expect(found).toMatchObject({ superuser: true, version: expect.stringMatching(/^17\./) })
})

it('serves a whole backend as a user who is no superuser', async () => {
  const backend = await startLocal({ db: urlOf('owner', 'app'), port: 0, projectDir: folder })
  try {
    await backend.sql('create table public.t as select 1 as n')
    const response = await fetch(`${backend.url}/rest/v1/t`, {
      headers: { apikey: backend.anonKey },
    })
    expect(await response.json()).toEqual([{ n: 1 }])
    const token = await signed({ role: 'owner', exp: Math.ceil(Date.now() / 1000) + 60 })
    const asOwner = await fetch(`${backend.url}/rest/v1/t`, { headers: { apikey: token } })
    expect(asOwner.status).toBeGreaterThanOrEqual(401)
    expect(await asOwner.text()).toContain('permission denied to set role')
  } finally {
    await backend.stop()
  }
  const again = await startLocal({ db: urlOf('owner', 'app'), port: 0, projectDir: folder })
  await again.stop()
})

it('names the rights that a user lacks and how to give them', async () => {
  await expect(findOtherPostgres(urlOf('plain', 'app'))).rejects.toMatchObject({
    code: 'db-privilege',
    message: expect.stringContaining('ALTER ROLE "plain" CREATEROLE REPLICATION BYPASSRLS;'),
  })
})

it('names host and port of a database that does not answer, never the password', async () => {
  const closed = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => closed.once('listening', resolve))
  const { port } = closed.address() as AddressInfo
  await new Promise(resolve => closed.close(resolve))
  const attempt = findOtherPostgres(`postgres://me:hush%20hush@127.0.0.1:${port}/app`)
  await expect(attempt).rejects.toMatchObject({
    code: 'db-unreachable',
    message: expect.stringMatching(new RegExp(`127\\.0\\.0\\.1:${port}/app .*ECONNREFUSED`)),
  })
  await expect(attempt).rejects.not.toMatchObject({ message: expect.stringContaining('hush') })
})

it('says which database or user is missing', async () => {
  await expect(findOtherPostgres(urlOf('postgres', 'absent'))).rejects.toThrow(
    /database "absent" does not exist/,
  )
  await expect(findOtherPostgres(urlOf('absent', 'app'))).rejects.toThrow(
    /role "absent" does not exist/,
  )
})

it('shows what an address looks like when given something else', async () => {
  for (const url of ['', 'localhost', 'mysql://x/y', 'postgres://[bad']) {
    await expect(findOtherPostgres(url)).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining('postgres://user:password@host:5432/database'),
    })
  }
})

it('asks for logical decoding when it is off', async () => {
  await cluster.stop()
  cluster = await startCluster({
    dataDir: join(folder, 'data'),
    durable: false,
    settings: { wal_level: 'replica' },
  })
  await expect(findOtherPostgres(urlOf('postgres', 'app'))).rejects.toMatchObject({
    code: 'db-wal-level',
    message: expect.stringContaining("ALTER SYSTEM SET wal_level = 'logical';"),
  })
})
