import { mkdtemp, rm, writeFile } from 'node:fs/promises'
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
  const rules = join(folder, 'pg_hba.conf')
  await writeFile(rules, 'local all locked scram-sha-256\nlocal all all trust\n')
  cluster = await startCluster({
    dataDir: join(folder, 'data'),
    durable: false,
    settings: { hba_file: rules },
  })
  const owner = cluster.connection('postgres')
  await runIn(owner, 'create role plain login')
  await runIn(owner, "create role locked login superuser password 'right'")
  await runIn(owner, 'create role reader login superuser')
  await runIn(owner, 'alter role reader set default_transaction_read_only to on')
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

it('takes a password, and says so when it is the wrong one', async () => {
  const withPassword = (password: string): string =>
    `${urlOf('locked', 'app')}&password=${encodeURIComponent(password)}`
  expect(await findOtherPostgres(withPassword('right'))).toMatchObject({ superuser: true })
  const attempt = findOtherPostgres(withPassword('hush hush'))
  await expect(attempt).rejects.toMatchObject({
    code: 'db-unreachable',
    message: expect.stringMatching(/password authentication failed .* check the user and the pass/),
  })
  await expect(attempt).rejects.not.toMatchObject({ message: expect.stringContaining('hush') })
})

it('refuses one that can only be read', async () => {
  await expect(findOtherPostgres(urlOf('reader', 'app'))).rejects.toMatchObject({
    code: 'db-read-only',
    message: expect.stringContaining('give the address of one that can be written'),
  })
})

it('refuses one that is too old', async () => {
  const old = createServer(socket =>
    socket.on('data', data => socket.write(answerAsVersion14(data))),
  )
  await new Promise<void>(resolve => old.listen(0, '127.0.0.1', resolve))
  const { port } = old.address() as AddressInfo
  await expect(findOtherPostgres(`postgres://me@127.0.0.1:${port}/app`)).rejects.toMatchObject({
    code: 'db-version',
    message: expect.stringMatching(/is PostgreSQL 14\.2: 15 or newer is needed/),
  })
  await new Promise(resolve => old.close(resolve))
})

/** As much of PostgreSQL's protocol as it takes to let somebody in and to tell two columns. */
function answerAsVersion14(asked: Buffer): Buffer {
  const message = (kind: string, ...parts: readonly (string | Buffer)[]): Buffer => {
    const body = Buffer.concat(parts.map(part => Buffer.from(part)))
    const head = Buffer.alloc(5)
    head.write(kind)
    head.writeInt32BE(body.length + 4, 1)
    return Buffer.concat([head, body])
  }
  const ready = message('Z', 'I')
  if (asked[0] !== 'Q'.charCodeAt(0)) return Buffer.concat([message('R', Buffer.alloc(4)), ready])
  const column = (name: string): Buffer =>
    Buffer.concat([Buffer.from(`${name}\0`), Buffer.alloc(18)])
  const value = (text: string): Buffer => Buffer.from([0, 0, 0, text.length, ...Buffer.from(text)])
  const two = Buffer.from([0, 2])
  return Buffer.concat([
    message('T', two, column('version'), column('major')),
    message('D', two, value('14.2'), value('14')),
    message('C', 'SELECT 1\0'),
    ready,
  ])
}

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
    settings: { wal_level: 'replica', max_wal_senders: '0' },
  })
  await expect(findOtherPostgres(urlOf('postgres', 'app'))).rejects.toMatchObject({
    code: 'db-wal-level',
    message: expect.stringMatching(
      /wal_level=replica, max_wal_senders=0 .*SET wal_level = 'logical'; .*max_wal_senders = '10'; and restart/,
    ),
  })
})
