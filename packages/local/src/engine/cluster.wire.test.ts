import { spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { putMadeDatabase } from '../testing/made-database.ts'
import { isAlive, postmasterPid } from '../testing/process.ts'
import { removeAbandoned } from './abandoned.ts'
import { startCluster, type Cluster, type ClusterOptions } from './cluster.ts'
import { openDataFolder } from './data-folder.ts'

let dataDir: string
let running: Cluster[] = []

beforeEach(async () => {
  dataDir = join(await mkdtemp(join(tmpdir(), 'everfresh-engine-')), 'data')
})
afterEach(async () => {
  await Promise.all(running.map(cluster => cluster.stop()))
  running = []
  await rm(join(dataDir, '..'), { recursive: true, force: true })
})

const begin = async (options: Partial<ClusterOptions> = {}): Promise<Cluster> => {
  const cluster = await startCluster({ dataDir, durable: false, ...options })
  running.push(cluster)
  return cluster
}

const end = async (cluster: Cluster): Promise<void> => {
  await cluster.stop()
  running = running.filter(other => other !== cluster)
}

const ask = async (cluster: Cluster, sql: string): Promise<unknown[]> => {
  const client = new pg.Client(cluster.connection('postgres'))
  await client.connect()
  try {
    const result = await client.query({ text: sql, rowMode: 'array' })
    return result.rows.flat()
  } finally {
    await client.end()
  }
}

const serverPid = (): Promise<number> => postmasterPid(dataDir)

it('makes a database that decodes changes, listens to no network, and keeps data between starts', async () => {
  const first = await begin()
  expect(first.isNew).toBe(true)
  expect(await ask(first, 'show wal_level')).toEqual(['logical'])
  expect(await ask(first, 'show listen_addresses')).toEqual([''])
  await ask(first, 'create table t as select 42 as n')
  const pid = await serverPid()
  await end(first)
  expect(isAlive(pid)).toBe(false)
  const second = await begin()
  expect(second.isNew).toBe(false)
  expect(await ask(second, 'select n from t')).toEqual([42])
})

it('compares and folds letters the same on every machine', async () => {
  expect(await ask(await begin(), `select upper('é'), 'Z' < 'a'`)).toEqual(['É', true])
})

it('begins anew when asked', async () => {
  const first = await begin()
  await ask(first, 'create table t ()')
  await end(first)
  const second = await begin({ fresh: true })
  expect(second.isNew).toBe(true)
  expect(await ask(second, `select to_regclass('t')`)).toEqual([null])
})

it('refuses a folder that a living backend uses, and leaves that one alone', async () => {
  await putMadeDatabase(dataDir)
  const first = await begin()
  await expect(begin()).rejects.toMatchObject({
    code: 'data-in-use',
    message: expect.stringMatching(new RegExp(`process ${process.pid}: .*--data`)),
  })
  await expect(begin({ fresh: true })).rejects.toMatchObject({ code: 'data-in-use' })
  expect(await ask(first, 'select 1')).toEqual([1])
})

it('gives the folder to exactly one of many that start at once', async () => {
  const starts = await Promise.allSettled([begin(), begin(), begin(), begin(), begin()])
  const refusals = starts.filter(start => start.status === 'rejected')
  expect(refusals.map(start => (start.reason as { code: string }).code)).toEqual(
    Array(4).fill('data-in-use'),
  )
})

it('stops the server that a killed process left behind, and finds its data', async () => {
  const script = `
    import { startCluster } from ${JSON.stringify(join(import.meta.dirname, '../../dist/engine/cluster.js'))}
    await startCluster({ dataDir: ${JSON.stringify(dataDir)} })
    process.stdout.write('ready')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise(resolve => child.stdout.once('data', resolve))
  const orphan = await serverPid()
  child.kill('SIGKILL')
  await new Promise(resolve => child.once('exit', resolve))
  expect(isAlive(orphan)).toBe(true)

  const next = await begin()
  expect(isAlive(orphan)).toBe(false)
  expect(next.isNew).toBe(false)
  expect(await ask(next, 'select 1')).toEqual([1])
})

it('starts after a crash that left lock files, and leaves alone who has the process id now', async () => {
  await putMadeDatabase(dataDir)
  await end(await begin())
  const bystander = spawn('sleep', ['60'])
  try {
    const lock = `${bystander.pid}\n${dataDir}/postgres\n1\n5432\n/nowhere\n\n0 0\nready\n`
    await writeFile(join(dataDir, 'postgres', 'postmaster.pid'), lock)
    expect(await ask(await begin(), 'select 1')).toEqual([1])
    expect(bystander.exitCode).toBe(null)
    expect(bystander.signalCode).toBe(null)
  } finally {
    bystander.kill()
  }
})

it('removes all that a killed process left, but nothing of a living one', async () => {
  await putMadeDatabase(dataDir)
  const cluster = await begin()
  await expect(removeAbandoned(dataDir)).rejects.toMatchObject({ code: 'data-in-use' })
  expect(await ask(cluster, 'select 1')).toEqual([1])
  await end(cluster)
  await removeAbandoned(dataDir)
  await expect(readFile(dataDir)).rejects.toThrow('ENOENT')
})

it('does the making again when it was interrupted', async () => {
  await end(await begin())
  await rm(join(dataDir, 'postgres'), { recursive: true })
  await mkdir(join(dataDir, 'postgres.new', 'base'), { recursive: true })
  await writeFile(join(dataDir, 'postgres.new', 'PG_VERSION'), '17\n')
  expect(await ask(await begin(), 'select 1')).toEqual([1])
  expect(await readdir(dataDir)).not.toContain('postgres.new')
})

it('is not in the way of an interrupted making that still cleans up', async () => {
  const [first, second] = [await openDataFolder(dataDir), await openDataFolder(dataDir)]
  expect(first.halfWritten).not.toBe(second.halfWritten)
  expect(first.postgres).toBe(second.postgres)
})

it('says so when the database is only half there, and begins anew when asked', async () => {
  await putMadeDatabase(dataDir)
  await end(await begin())
  await rm(join(dataDir, 'postgres', 'global', 'pg_control'))
  await expect(begin()).rejects.toMatchObject({
    code: 'data-damaged',
    message: expect.stringContaining('--fresh'),
  })
  expect(await ask(await begin({ fresh: true }), 'select 1')).toEqual([1])
})

it('refuses a database of another PostgreSQL', async () => {
  await putMadeDatabase(dataDir)
  await end(await begin())
  await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '16\n')
  await expect(begin()).rejects.toMatchObject({
    code: 'data-version',
    message: expect.stringMatching(/made by PostgreSQL 16, this is PostgreSQL 17/),
  })
})

it('touches nothing in a folder of somebody else, also when told to begin anew', async () => {
  await mkdir(join(dataDir, 'postgres'), { recursive: true })
  const theirs = join(dataDir, 'postgres', 'letter.txt')
  await writeFile(theirs, 'dear')
  for (const fresh of [false, true]) {
    await expect(begin({ fresh })).rejects.toMatchObject({
      code: 'data-foreign',
      message: expect.stringContaining('--data'),
    })
  }
  expect(await readFile(theirs, 'utf8')).toBe('dear')
})

it('says so when the folder cannot be written', async () => {
  await writeFile(dataDir, 'a file in its place')
  await expect(begin()).rejects.toMatchObject({
    code: 'data-unwritable',
    message: expect.stringContaining('--data'),
  })
})

it('says why PostgreSQL did not start', async () => {
  await putMadeDatabase(dataDir)
  await end(await begin())
  await writeFile(join(dataDir, 'postgres', 'postgresql.auto.conf'), 'no_such_setting = 1\n')
  await expect(begin()).rejects.toMatchObject({
    code: 'engine-failed',
    message: expect.stringMatching(/no_such_setting.*postgres\.log/s),
  })
})

it.runIf(process.getuid?.() === 0)('runs as nobody where root has no user namespaces', async () => {
  const parent = await mkdtemp('/var/tmp/everfresh-engine-')
  await chmod(parent, 0o755)
  try {
    const cluster = await begin({
      dataDir: join(parent, 'data'),
      identity: { kind: 'nobody', uid: 65534, gid: 65534 },
    })
    expect(await ask(cluster, 'select 1')).toEqual([1])
    await end(cluster)
    await chmod(parent, 0o700)
    await expect(
      begin({
        dataDir: join(parent, 'data'),
        identity: { kind: 'nobody', uid: 65534, gid: 65534 },
      }),
    ).rejects.toMatchObject({ code: 'engine-root', message: expect.stringContaining('--data') })
  } finally {
    await rm(parent, { recursive: true, force: true })
  }
})

it('waits no longer than a second for clients when it stops', async () => {
  await putMadeDatabase(dataDir)
  const cluster = await begin()
  const client = new pg.Client(cluster.connection('postgres'))
  client.on('error', () => undefined)
  await client.connect()
  const query = client.query('select pg_sleep(60)').catch((error: Error) => error)
  await end(cluster)
  expect(await query).toBeInstanceOf(Error)
})
