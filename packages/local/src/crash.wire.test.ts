import { mkdir, mkdtemp, readFile, readdir, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { startCluster } from './engine/cluster.ts'
import { createTokens } from './http/tokens.ts'
import { postmasterPid } from './testing/process.ts'
import { endPrograms, runProgram, type Program } from './testing/program.ts'

const WRITERS = 4
/** So many rows are acknowledged before the kill, and in the second half so many more after it. */
const ROWS = 100

let projectDir: string
beforeEach(async () => {
  projectDir = await mkdtemp(join(tmpdir(), 'everfresh-crash-'))
  await mkdir(join(projectDir, 'supabase', 'migrations'), { recursive: true })
  // Without a unique key, so that a row which is written twice shows.
  await writeFile(
    join(projectDir, 'supabase', 'migrations', '1_rows.sql'),
    `create table public.rows (id bigint generated always as identity primary key, writer int, n int);
     alter publication supabase_realtime add table public.rows;`,
  )
})
afterEach(async () => {
  await endPrograms()
  await rm(projectDir, { recursive: true, force: true })
})

const start = (): Program => runProgram(projectDir, ['--port', '0'])

const connect = async (url: string): Promise<SupabaseClient> =>
  createClient(url, (await createTokens(Date.now)).serviceKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport: WebSocket as never },
  })

const dataDir = (): string => join(projectDir, '.everfresh', 'local')
const postgresDir = (): string => join(dataDir(), 'postgres')

const postmaster = (): Promise<number> => postmasterPid(dataDir())

/** Every process of the database; Linux tells by the folder it works in. */
async function processes(): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).map(Number).filter(pid => pid > 1)
  const folders = await Promise.all(pids.map(pid => readlink(`/proc/${pid}/cwd`).catch(() => '')))
  return pids.filter((_, at) => folders[at] === postgresDir())
}

interface Refusal {
  readonly status: number
  readonly code: string
}

/** Clients that write rows one after the other, until they are told to stop. */
interface Writing {
  readonly acknowledged: string[]
  readonly refusals: Refusal[]
  stop(): Promise<void>
}

function write(clients: readonly SupabaseClient[]): Writing {
  const acknowledged: string[] = []
  const refusals: Refusal[] = []
  let isOver = false
  const loop = async (supabase: SupabaseClient, writer: number): Promise<void> => {
    for (let n = 0; !isOver; n += 1) {
      const { error, status } = await supabase.from('rows').insert({ writer, n })
      if (error === null) acknowledged.push(`${writer}/${n}`)
      else refusals.push({ status, code: error.code })
    }
  }
  const loops = clients.map(loop)
  return {
    acknowledged,
    refusals,
    async stop() {
      isOver = true
      await Promise.all(loops)
    },
  }
}

async function rowsOf(supabase: SupabaseClient): Promise<readonly string[]> {
  const rows: string[] = []
  for (;;) {
    const { data, error } = await supabase
      .from('rows')
      .select('writer, n')
      .order('id')
      .range(rows.length, rows.length + 999)
    if (error !== null) throw new Error(error.message)
    rows.push(...data.map(({ writer, n }) => `${writer}/${n}`))
    if (data.length < 1000) return rows
  }
}

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 30_000 })

/** Each acknowledged row is there once; a row that was not may be there, but not twice either. */
async function expectNothingLost(supabase: SupabaseClient, writing: Writing): Promise<void> {
  const rows = await rowsOf(supabase)
  expect(new Set(rows).size).toBe(rows.length)
  expect(writing.acknowledged.filter(row => !rows.includes(row))).toEqual([])
}

/** Writes until enough is acknowledged after `strike`, and checks what a subscriber hears meanwhile. */
async function surviveAndGoOn(strike: (owner: SupabaseClient) => Promise<void>): Promise<Program> {
  const program = start()
  const url = await program.ready()
  const clients = await Promise.all(Array.from({ length: WRITERS }, () => connect(url)))
  const [owner = await connect(url)] = clients
  const statuses: string[] = []
  const systems: string[] = []
  const heard = new Set<string>()
  owner
    .channel('rows')
    .on('postgres_changes', { event: 'INSERT', schema: 'public', table: 'rows' }, ({ new: row }) =>
      heard.add(`${row['writer']}/${row['n']}`),
    )
    .on('system', {}, ({ message }: { message: string }) => systems.push(message))
    .subscribe(status => statuses.push(status))
  await until(() => expect(systems).toContain('Subscribed to PostgreSQL'))

  const writing = write(clients)
  await until(() => expect(writing.acknowledged.length).toBeGreaterThan(ROWS))
  await strike(owner)
  await until(() => expect(writing.refusals).not.toEqual([]))
  const before = writing.acknowledged.length
  await until(() => expect(writing.acknowledged.length).toBeGreaterThan(before + ROWS))
  // What is written from now on is heard again, on the channel that was never told of anything.
  await until(() => expect(heard).toContain(writing.acknowledged.at(-1)))
  await writing.stop()

  for (const { status, code } of writing.refusals) {
    expect(status).toBe(503)
    expect(code).toMatch(/^(PGRST00[012]|57P01)$/)
  }
  expect(statuses).toEqual(['SUBSCRIBED'])
  await expectNothingLost(owner, writing)
  expect(program.child.exitCode).toBe(null)
  await owner.removeAllChannels()
  program.child.kill('SIGTERM')
  expect(await program.code).toBe(0)
  expect(await processes()).toEqual([])
  return program
}

it('loses no acknowledged row when the backend is killed while clients write', async () => {
  const program = start()
  const url = await program.ready()
  const clients = await Promise.all(Array.from({ length: WRITERS }, () => connect(url)))
  const writing = write(clients)
  await until(() => expect(writing.acknowledged.length).toBeGreaterThan(ROWS))
  program.child.kill('SIGKILL')
  await program.code
  await until(() => expect(writing.refusals).not.toEqual([]))
  await writing.stop()
  const orphans = await processes()
  expect(orphans).toContain(await postmaster())

  const again = start()
  await expectNothingLost(await connect(await again.ready()), writing)
  const now = await processes()
  expect(now.filter(pid => orphans.includes(pid))).toEqual([])
  again.child.kill('SIGTERM')
  expect(await again.code).toBe(0)
  expect(await processes()).toEqual([])
})

it('starts PostgreSQL again when its main process is killed, and goes on', async () => {
  const program = await surviveAndGoOn(async () => {
    process.kill(await postmaster(), 'SIGKILL')
  })
  expect(program.output()).toMatch(/PostgreSQL ended by itself \(signal SIGKILL\)/)
})

it('goes on when one process of PostgreSQL is killed, which takes all connections along', async () => {
  const program = await surviveAndGoOn(async () => {
    const main = await postmaster()
    const others = (await processes()).filter(pid => pid !== main)
    const titles = await Promise.all(
      others.map(pid => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
    )
    const backend = others.find((_, at) => titles[at]?.includes('postgres postgres [local]'))
    process.kill(backend ?? Number.NaN, 'SIGKILL')
  })
  expect(program.output()).not.toMatch(/PostgreSQL ended by itself/)
})

it('finds every row after the main process of PostgreSQL and the backend were killed together', async () => {
  const program = start()
  const writing = write([await connect(await program.ready())])
  await until(() => expect(writing.acknowledged.length).toBeGreaterThan(ROWS))
  process.kill(await postmaster(), 'SIGKILL')
  program.child.kill('SIGKILL')
  await program.code
  await writing.stop()
  await expectNothingLost(await connect(await start().ready()), writing)
})

it('outlives a PostgreSQL of somebody else, and goes on when it is there again', async () => {
  const dataDir = join(projectDir, 'theirs')
  const theirs = await startCluster({ dataDir, durable: false })
  const program = runProgram(projectDir, ['--port', '0', '--db', theirs.url('postgres')])
  const supabase = await connect(await program.ready())
  const heard: number[] = []
  const statuses: string[] = []
  const systems: string[] = []
  supabase
    .channel('rows')
    .on('postgres_changes', { event: 'INSERT', schema: 'public', table: 'rows' }, ({ new: row }) =>
      heard.push(row['n'] as number),
    )
    .on('system', {}, ({ message }: { message: string }) => systems.push(message))
    .subscribe(status => statuses.push(status))
  await until(() => expect(systems).toContain('Subscribed to PostgreSQL'))
  await theirs.stop()
  expect(await supabase.from('rows').insert({ writer: 1, n: 1 })).toMatchObject({
    status: 503,
    error: { code: expect.stringMatching(/^PGRST00[01]$/) },
  })

  const again = await startCluster({ dataDir, durable: false })
  await vi.waitFor(
    async () => {
      expect((await supabase.from('rows').insert({ writer: 1, n: 2 })).status).toBe(201)
      expect(heard).toContain(2)
    },
    { timeout: 30_000 },
  )
  expect(statuses).toEqual(['SUBSCRIBED'])
  await supabase.removeAllChannels()
  await endPrograms()
  await again.stop()
})
