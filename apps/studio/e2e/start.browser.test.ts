import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { launchBrowser } from '../../../scripts/testing/browser.mjs'
import { descendants, running, startedWith } from '../../../scripts/testing/processes.ts'
import { readEnv } from '../src/integrations/supabase/config/env.ts'
import { testedSource } from './support/source.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const apikey = readEnv({}).supabaseAnonKey
const anyPort = ['--port', '0', '--web-port', '0']
const generously = { timeout: 60_000, interval: 50 }

let data = ''
let started: Start[] = []

beforeEach(async () => {
  data = join(await mkdtemp(join(tmpdir(), 'everfresh-start-')), 'data')
})

afterEach(async () => {
  for (const start of started) start.killAll()
  started = []
  await rm(join(data, '..'), { recursive: true, force: true })
})

/** One run, as a terminal has it: in a group of its own, which Ctrl-C reaches whole. */
class Start {
  output = ''
  readonly #child: ChildProcess
  readonly exited: Promise<number | null>
  readonly #seen = new Set<number>()
  #ended = false

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, args, {
      cwd: root,
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text))
    }
    this.exited = new Promise(resolve => this.#child.on('close', resolve))
    void this.exited.then(() => (this.#ended = true))
  }

  get pid(): number {
    return this.#child.pid ?? Number.NaN
  }

  /** Every process of this start that was ever looked at, so that none is forgotten once orphaned. */
  family(): readonly number[] {
    for (const { pid } of descendants(this.pid)) this.#seen.add(pid)
    return [this.pid, ...this.#seen]
  }

  find(command: RegExp): number {
    const found = descendants(this.pid).find(process => command.test(process.command))
    if (found === undefined) throw new Error(`No process ${command}:\n${this.output}`)
    return found.pid
  }

  /** Waits until the text has been printed, and gives what the pattern's group has caught. */
  async printed(pattern: RegExp): Promise<string> {
    await vi.waitUntil(() => pattern.test(this.output) || this.#ended, generously)
    const found = pattern.exec(this.output)
    if (found === null) throw new Error(`Not printed: ${pattern}\n${this.output}`)
    return found[1] ?? ''
  }

  async ready(): Promise<{ page: string; backend: string }> {
    const page = await this.printed(/Open +(http:\S+)/)
    const backend = await this.printed(/Backend +(http:\S+)/)
    this.family()
    return { page, backend }
  }

  ctrlC(): void {
    process.kill(-this.pid, 'SIGINT')
  }

  killAll(): void {
    for (const pid of running(this.family())) process.kill(pid, 'SIGKILL')
  }

  async nothingLeft(): Promise<void> {
    // A database that began after the last look is found by its folder.
    const left = (): readonly number[] => [...running(this.family()), ...startedWith(data)]
    await vi.waitFor(() => expect(left()).toEqual([]), generously)
  }
}

/** A person's environment, without what npm and vitest have added to this one. */
function environment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'USER', 'SHELL']
  const inherited = Object.fromEntries(kept.map(name => [name, process.env[name]]))
  return { ...inherited, VITE_REALTIME_SOURCE: testedSource }
}

function run(command: string, args: readonly string[]): Start {
  const start = new Start(command, args)
  started.push(start)
  return start
}

const npmStart = (...args: readonly string[]): Start => run('npm', ['start', '--', ...args])
const onData = (...args: readonly string[]): Start => npmStart('--data', data, ...anyPort, ...args)

interface Person {
  readonly headers: Readonly<Record<string, string>>
}

async function signIn(backend: string): Promise<Person> {
  const response = await fetch(`${backend}/auth/v1/signup`, {
    method: 'POST',
    headers: { apikey, 'content-type': 'application/json' },
    body: '{}',
  })
  const { access_token } = (await response.json()) as { access_token: string }
  return {
    headers: {
      apikey,
      authorization: `Bearer ${access_token}`,
      'content-type': 'application/json',
    },
  }
}

async function makeProject(backend: string, { headers }: Person, name: string): Promise<void> {
  const body = JSON.stringify({ name })
  const response = await fetch(`${backend}/rest/v1/projects`, { method: 'POST', headers, body })
  expect(response.status).toBe(201)
}

async function projectsOf(backend: string, { headers }: Person): Promise<readonly string[]> {
  const response = await fetch(`${backend}/rest/v1/projects?select=name`, { headers })
  return ((await response.json()) as { name: string }[]).map(({ name }) => name)
}

test('one command brings up a page to type a prompt into, and Ctrl-C leaves no process behind', async () => {
  const start = onData()
  const { page } = await start.ready()
  for (const part of ['database', 'migrations', 'backend', 'worker', 'web']) {
    expect(start.output).toMatch(new RegExp(`^✓ ${part} +\\d+\\.\\d s`, 'm'))
  }
  expect(start.output).not.toContain('\u001B[')

  const browser = await launchBrowser()
  try {
    const tab = await browser.newPage()
    await tab.goto(page)
    await tab.getByTestId('prompt-input').waitFor({ timeout: 60_000 })
  } finally {
    await browser.close()
  }

  start.ctrlC()
  await start.exited
  expect(start.output).not.toContain('✗')
  await start.nothingLeft()
})

test('the data of the last start is there again, and --fresh begins anew', async () => {
  const first = onData()
  const { backend } = await first.ready()
  const person = await signIn(backend)
  await makeProject(backend, person, 'Kept')
  first.ctrlC()
  await first.exited

  const second = onData()
  expect(await projectsOf((await second.ready()).backend, person)).toEqual(['Kept'])
  second.ctrlC()
  await second.exited

  const third = onData('--fresh')
  expect(await projectsOf((await third.ready()).backend, person)).toEqual([])
  third.ctrlC()
  await third.exited
  await third.nothingLeft()
})

test('after a kill -9 the next start has the data, and leaves nothing of either behind', async () => {
  const first = onData()
  const { backend } = await first.ready()
  const person = await signIn(backend)
  await makeProject(backend, person, 'Survivor')
  const family = first.family()
  process.kill(first.find(/scripts\/start\.mjs/), 'SIGKILL')
  await first.exited

  const second = onData()
  expect(await projectsOf((await second.ready()).backend, person)).toEqual(['Survivor'])
  second.ctrlC()
  await second.exited
  await second.nothingLeft()
  expect(running(family)).toEqual([])
})

test('when npm itself is killed, all it has started ends by itself', async () => {
  const start = onData()
  await start.ready()
  process.kill(start.pid, 'SIGKILL')
  await start.nothingLeft()
})

test('SIGTERM to npm stops everything', async () => {
  const start = onData()
  await start.ready()
  process.kill(start.pid, 'SIGTERM')
  await start.exited
  await start.nothingLeft()
})

// Without npm between, whose shell may itself die of the signal.
test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s is no failure', async signal => {
  const start = run('node', ['scripts/start.mjs', '--data', data, ...anyPort])
  await start.ready()
  process.kill(start.pid, signal)
  expect(await start.exited).toBe(0)
  await start.nothingLeft()
})

test('Ctrl-C while it is still starting leaves nothing behind either', async () => {
  const start = onData()
  await start.printed(/✓ build/)
  start.family()
  start.ctrlC()
  await start.exited
  await start.nothingLeft()
})

test('a worker that dies is started again, and the person is told', async () => {
  const start = onData()
  await start.ready()
  const worker = start.find(/worker\/main\.js/)
  process.kill(worker, 'SIGKILL')
  await start.printed(/worker: was ended by SIGKILL; starting it again in 0\.5 s/)
  await start.printed(/worker: ready again/)
  expect(start.find(/worker\/main\.js/)).not.toBe(worker)
  start.ctrlC()
  await start.exited
  expect(start.output).not.toContain('✗')
  await start.nothingLeft()
})

test('a second start on the same data is refused with the way out, and harms nothing', async () => {
  const first = onData()
  const { page } = await first.ready()
  const second = onData()
  expect(await second.exited).toBe(1)
  expect(second.output).toMatch(/✗ .*already in use.*--data/)
  expect((await fetch(page)).status).toBe(200)
  first.ctrlC()
  await first.exited
})

test('when its port is taken, the page moves on and says so', async () => {
  await withTakenPort(async port => {
    const start = npmStart('--data', data, '--port', '0', '--web-port', String(port), '--no-worker')
    const { page } = await start.ready()
    expect(Number(new URL(page).port)).toBeGreaterThan(port)
    expect(start.output).toMatch(new RegExp(`✓ web .*port ${port} is taken`))
    expect((await fetch(page)).status).toBe(200)
    start.ctrlC()
    await start.exited
  })
})

test("when the backend's port is taken, one sentence names the option", async () => {
  await withTakenPort(async port => {
    const start = npmStart('--data', data, '--port', String(port), '--web-port', '0')
    expect(await start.exited).toBe(1)
    expect(start.output).toMatch(new RegExp(`✗ .*${port}.*--port`))
    expect(start.output).not.toMatch(/^ +at /m)
    await start.nothingLeft()
  })
})

test.each([
  [['--fersh'], /✗ There is no option --fersh\. .*--help/],
  [['fresh'], /✗ npm start takes options only, and "fresh" is none\./],
  [['--port', 'http'], /✗ --port needs a number from 0 to 65535, and got "http"\./],
  [['--port', '5180', '--web-port', '5180'], /✗ --port and --web-port are both 5180/],
  [['--db', 'localhost'], /✗ --db needs the address of a PostgreSQL/],
  [['--db', 'postgres://me:secret@127.0.0.1:9/x'], /✗ .*127\.0\.0\.1/],
  [['--data', ''], /✗ --data needs the path of a folder/],
  [['--data', root], /✗ .*--data/],
])('npm start -- %j ends in one sentence', async (args, sentence) => {
  const start = npmStart(...anyPort, ...args)
  expect(await start.exited).toBe(1)
  expect(start.output).toMatch(sentence)
  expect(start.output).not.toMatch(/^ +at |secret/m)
})

test('an option given to npm instead of Everfresh is not lost in silence', async () => {
  const child = spawn('npm', ['start', '--fresh'], { cwd: root, env: environment() })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  expect(await new Promise(resolve => child.on('close', resolve))).toBe(1)
  expect(said).toContain('go after two dashes: npm start -- --fresh')
})

test('--help lists the options', async () => {
  const start = npmStart('--help')
  expect(await start.exited).toBe(0)
  for (const option of ['--fresh', '--port', '--web-port', '--db', '--data', '--no-worker']) {
    expect(start.output).toContain(option)
  }
})

async function withTakenPort(work: (port: number) => Promise<void>): Promise<void> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  try {
    await work((server.address() as AddressInfo).port)
  } finally {
    await new Promise(resolve => server.close(resolve))
  }
}
