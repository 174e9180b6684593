import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LocalBackend } from './backend.ts'
import type { LocalOptions, Progress } from './options.ts'
import { startLocal } from './start-local.ts'
import { putMadeDatabase } from './testing/made-database.ts'
import { isAlive, postmasterPid } from './testing/process.ts'
import { endPrograms, runProgram, type Program } from './testing/program.ts'

let projectDir: string
let dataDir: string
let running: LocalBackend[]

beforeEach(async () => {
  running = []
  projectDir = await mkdtemp(join(tmpdir(), 'everfresh-local-'))
  dataDir = join(projectDir, '.everfresh')
  await mkdir(join(projectDir, 'supabase', 'migrations'), { recursive: true })
  await migration('1_notes.sql', 'create table public.notes (body text);')
  await writeFile(join(projectDir, 'supabase', 'seed.sql'), `insert into notes values ('seed');`)
})
afterEach(async () => {
  await Promise.all(running.map(backend => backend.stop()))
  await rm(projectDir, { recursive: true, force: true })
})

const migration = (name: string, sql: string): Promise<void> =>
  writeFile(join(projectDir, 'supabase', 'migrations', name), sql)

/** The same as a start before, whose making of the database is not what the test is about. */
const madeBefore = (): Promise<void> => putMadeDatabase(dataDir)

const begin = async (options: LocalOptions = {}): Promise<LocalBackend> => {
  const backend = await startLocal({ port: 0, dataDir, projectDir, ...options })
  running.push(backend)
  return backend
}

const notes = async (backend: LocalBackend): Promise<unknown> =>
  (await fetch(`${backend.url}/rest/v1/notes`, { headers: { apikey: backend.serviceKey } })).json()

const serverPid = (): Promise<number> => postmasterPid(dataDir)

const occupy = async (): Promise<readonly [Server, number]> => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  return [server, (server.address() as AddressInfo).port]
}

describe('startLocal', () => {
  it('gets from nothing to a backend with migrations and seed, telling each step', async () => {
    const steps: Progress[] = []
    const backend = await begin({ log: progress => steps.push(progress) })
    expect(steps).toEqual([
      { step: 'database', detail: expect.stringMatching(/^PostgreSQL 17\.\d+$/) },
      { step: 'migrations', detail: '1 applied, seed' },
      { step: 'backend', detail: backend.url },
    ])
    expect(await notes(backend)).toEqual([{ body: 'seed' }])
  })

  it('keeps the data between starts, and leaves no process behind', async () => {
    await madeBefore()
    const first = await begin()
    await first.sql(`insert into notes values ('mine')`)
    const pid = await serverPid()
    await first.stop()
    await first.stop()
    expect(isAlive(pid)).toBe(false)
    await expect(fetch(first.url)).rejects.toThrow('fetch failed')
    expect(await notes(await begin())).toEqual([{ body: 'seed' }, { body: 'mine' }])
  })

  it('begins anew when asked', async () => {
    await madeBefore()
    const first = await begin()
    await first.sql(`insert into notes values ('mine')`)
    await first.stop()
    expect(await notes(await begin({ fresh: true }))).toEqual([{ body: 'seed' }])
  })

  it('stops at once while a client holds a query and a transaction open', async () => {
    await madeBefore()
    const backend = await begin()
    const query = backend.sql('select pg_sleep(60)').catch((error: Error) => error)
    const pid = await serverPid()
    await backend.stop()
    expect(isAlive(pid)).toBe(false)
    expect(await query).toBeInstanceOf(Error)
  })

  it('starts no database when the port is busy', async () => {
    const [server, port] = await occupy()
    await expect(begin({ port })).rejects.toMatchObject({ code: 'port-busy' })
    await expect(serverPid()).rejects.toThrow('ENOENT')
    server.close()
  })

  it('stops the database again when a migration fails, and applies it once it is mended', async () => {
    await madeBefore()
    await migration('2_bad.sql', 'select wrong;')
    const [server, port] = await occupy()
    server.close()
    await expect(begin({ port })).rejects.toMatchObject({ code: 'migration-failed' })
    await expect(serverPid()).rejects.toThrow('ENOENT')
    await migration('2_bad.sql', 'select 1;')
    expect((await begin({ port })).url).toBe(`http://127.0.0.1:${port}`)
  })

  it.each([
    [{ port: -1 }, /port/],
    [{ port: 1.5 }, /port/],
    [{ db: 'postgres://x/y', dataDir: '/x' }, /--db or --data/],
    [{ db: 'postgres://x/y', fresh: true }, /--fresh/],
  ])('explains what is wrong with %j', async (options, message) => {
    const attempt = startLocal(options)
    await expect(attempt).rejects.toMatchObject({ code: 'bad-option' })
    await expect(attempt).rejects.toThrow(message)
  })
})

describe('everfresh-local', () => {
  afterEach(endPrograms)

  const cli = (...args: readonly string[]): Program => runProgram(projectDir, args)

  it.each(['SIGINT', 'SIGTERM'] as const)('serves until %s, then leaves nothing', async signal => {
    await madeBefore()
    const run = cli('--port', '0', '--data', dataDir)
    await run.printed(/Ctrl-C/)
    expect(run.output().split('\n')[0]).toMatch(/for development and tests only/)
    const url = /url +(http:\S+)/.exec(run.output())?.[1] ?? ''
    expect((await fetch(`${url}/auth/v1/health`)).status).toBe(200)
    const pid = await serverPid()
    run.child.kill(signal)
    expect(await run.code).toBe(0)
    expect(isAlive(pid)).toBe(false)
  })

  it('recovers from a kill -9', async () => {
    await madeBefore()
    const run = cli('--port', '0', '--data', dataDir)
    await run.printed(/Ctrl-C/)
    const orphan = await serverPid()
    run.child.kill('SIGKILL')
    await run.code
    expect(isAlive(orphan)).toBe(true)
    expect(await notes(await begin())).toEqual([{ body: 'seed' }])
    expect(isAlive(orphan)).toBe(false)
  })

  it('ends at once when it is stopped while starting', async () => {
    const run = cli('--port', '0', '--data', dataDir)
    await run.printed(/development/)
    run.child.kill('SIGTERM')
    await run.code
    expect(await notes(await begin())).toEqual([{ body: 'seed' }])
  })

  it.each([
    [['--port', '99999'], /0 to 65535/],
    [['--db', 'nonsense'], /postgres:\/\/user:password@host/],
  ])('says in one sentence what is wrong with %j', async (args, message) => {
    const run = cli(...args)
    expect(await run.code).toBe(2)
    const said = run.output().trim().split('\n').at(-1)
    expect(said).toMatch(message)
    expect(run.output()).not.toMatch(/ at .*\.js/)
  })

  it('shows help and version', async () => {
    const help = cli('--help')
    expect(await help.code).toBe(0)
    expect(help.output()).toMatch(/^Everfresh.*development and tests only[^]*--data DIR/)
    const version = cli('--version')
    expect(await version.code).toBe(0)
    expect(version.output()).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})
