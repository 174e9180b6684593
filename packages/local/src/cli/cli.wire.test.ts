import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BackendStatus } from '../inspect/status.ts'
import { isAlive } from '../testing/process.ts'
import { main } from './main.ts'

/** One project and one backend for all: they are asked, and stopped at the end. */
let projectDir: string
let dataDir: string
let server: ChildProcess
let served: Promise<string>

const program = join(import.meta.dirname, '../../dist/cli.js')

interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs a command to its end in a process of its own, with nothing or the text piped in. */
const spawned = (args: readonly string[], input = ''): Promise<Ran> =>
  new Promise(resolve => {
    const child = spawn(process.execPath, [program, ...args], { cwd: projectDir })
    const said = { out: '', err: '' }
    child.stdout.on('data', (data: Buffer) => (said.out += data.toString()))
    child.stderr.on('data', (data: Buffer) => (said.err += data.toString()))
    child.once('close', code => resolve({ code, ...said }))
    child.stdin.end(input)
  })

/** The same in this process, which is quicker: the terminal is a port. */
const cli = async (args: readonly string[], input = ''): Promise<Ran> => {
  const said = { out: '', err: '' }
  const code = await main(args, {
    out: text => (said.out += `${text}\n`),
    err: text => (said.err += `${text}\n`),
    isInteractive: false,
    confirm: () => Promise.resolve(false),
    input: () => Promise.resolve(input),
  })
  return { code, ...said }
}

/** On the backend of this file. */
const here = ([command = '', ...args]: readonly string[], input = ''): Promise<Ran> =>
  cli([command, '--data', dataDir, ...args], input)

const status = async (): Promise<BackendStatus & { readonly running: boolean }> =>
  JSON.parse((await here(['status', '--json'])).out) as never

beforeAll(async () => {
  projectDir = await mkdtemp(join(tmpdir(), 'everfresh-cli-'))
  dataDir = join(projectDir, '.everfresh', 'local')
  await mkdir(join(projectDir, 'supabase', 'migrations'), { recursive: true })
  await writeFile(
    join(projectDir, 'supabase', 'migrations', '1_notes.sql'),
    'create table public.notes (id int, body text); grant select on notes to anon;',
  )
  await writeFile(join(projectDir, 'supabase', 'seed.sql'), `insert into notes values (1, 'seed')`)
  let said = ''
  server = spawn(process.execPath, [program, '--port', '0', '--log', '--faults'], {
    cwd: projectDir,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  served = new Promise((resolve, reject) => {
    server.stdout?.on('data', (data: Buffer) => {
      said += data.toString()
      const url = /^url +(http:\S+)/m.exec(said)?.[1]
      if (said.includes('Ctrl-C') && url !== undefined) resolve(url)
    })
    server.once('close', () => reject(new Error(`It ended with: ${said}`)))
  })
  await served
})
afterAll(async () => {
  server.kill('SIGKILL')
  await rm(projectDir, { recursive: true, force: true })
})

describe('status', () => {
  it('finds the backend of the current folder by itself, and shows what a person needs', async () => {
    const { code, out } = await spawned(['status'])
    expect(code).toBe(0)
    expect(out).toContain(`url          ${await served}\n`)
    expect(out).toMatch(/^anon key +eyJ.*\nservice key +eyJ.*\n/m)
    expect(out).toMatch(/^publishable +sb_publishable_\S+\nsecret +sb_secret_\S+$/m)
    expect(out).toMatch(/^migrations   1 applied$/m)
    expect(out).toMatch(/^running      for \d+ s, process \d+$/m)
    expect(out).toMatch(/^version      \d.*PostgreSQL 17\./m)
  })

  it('tells a program as JSON, by folder or by port', async () => {
    const url = await served
    expect(await status()).toMatchObject({ running: true, url, dataDir, pid: server.pid })
    const byPort = await cli(['status', '--json', '--port', new URL(url).port])
    expect(JSON.parse(byPort.out)).toMatchObject({ running: true, url })
  })

  it('says what the next start will apply', async () => {
    const later = join(projectDir, 'supabase', 'migrations', '2_later.sql')
    await writeFile(later, 'select 1')
    expect((await status()).migrations).toEqual({
      applied: ['1_notes.sql'],
      pending: ['2_later.sql'],
    })
    await rm(later)
  })

  it('ends with 3 where no backend runs', async () => {
    const elsewhere = join(projectDir, 'elsewhere')
    const { code, err } = await cli(['status', '--data', elsewhere])
    expect({ code, err }).toEqual({
      code: 3,
      err: `No backend runs on ${elsewhere}: everfresh-local start starts one.\n`,
    })
    const json = await cli(['status', '--json', '--data', elsewhere])
    expect(JSON.parse(json.out)).toEqual({ running: false })
    expect(json.code).toBe(3)
  })

  it('takes nobody else for the backend that a stale note speaks of', async () => {
    const stale = join(projectDir, 'stale')
    await mkdir(stale)
    const note = JSON.parse(await readFile(join(dataDir, 'backend.json'), 'utf8')) as object
    await writeFile(join(stale, 'backend.json'), JSON.stringify({ ...note, instance: 'earlier' }))
    expect((await cli(['status', '--data', stale])).code).toBe(3)
    const stopping = await cli(['stop', '--data', stale])
    expect(stopping.out).toMatch(/^No backend runs on/)
    expect(isAlive(server.pid ?? 0)).toBe(true)
  })

  it('leaves a note that only its owner can read, with no key in it', async () => {
    const path = join(dataDir, 'backend.json')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(Object.keys(JSON.parse(await readFile(path, 'utf8')) as object)).toEqual([
      'pid',
      'url',
      'instance',
      'startedAt',
    ])
  })
})

describe('sql', () => {
  it('prints an aligned table', async () => {
    const { code, out } = await here([
      'sql',
      "select id, body, null as n from notes union values (10, 'ü', null) order by 1",
    ])
    expect(code).toBe(0)
    expect(out.split('\n')).toEqual([
      'id │ body │ n',
      '───┼──────┼──',
      ' 1 │ seed │ ∅',
      '10 │ ü    │ ∅',
      '(2 rows)',
      '',
    ])
  })

  it('prints JSON and CSV for programs', async () => {
    const query = `select 1 as n, 'a,"b"' as t, true as b, '{"x":[1]}'::jsonb as j, 9007199254740993 as big, null as e`
    const json = await here(['sql', '--json', query])
    expect(JSON.parse(json.out)).toEqual([
      { n: 1, t: 'a,"b"', b: true, j: { x: [1] }, big: '9007199254740993', e: null },
    ])
    const csv = await here(['sql', '--csv', query])
    expect(csv.out).toBe('n,t,b,j,big,e\r\n1,"a,""b""",t,"{""x"": [1]}",9007199254740993,\n')
  })

  it('runs what is piped in, and what is in a file, statement by statement', async () => {
    const piped = await here(
      ['sql'],
      'create temp table t (a int);\ninsert into t values (1), (2);\ntable t;',
    )
    expect(piped.out).toBe('CREATE\n\nINSERT 0 2\n\na\n─\n1\n2\n(2 rows)\n')
    const file = join(projectDir, 'q.sql')
    await writeFile(file, "do $$ begin raise notice 'hello'; end $$; select 1 as one")
    const ran = await here(['sql', '-f', file])
    expect(ran.err).toBe('NOTICE: hello\n')
    expect(ran.out).toContain('one\n───\n')
  })

  it('shows where an error is, and leaves nothing half done', async () => {
    const { code, err } = await here(
      ['sql'],
      "insert into notes values (2, 'x');\n\tselect bdy from notes;",
    )
    expect(code).toBe(1)
    expect(err.split('\n').slice(0, 3)).toEqual([
      'ERROR 42703: column "bdy" does not exist',
      'LINE 2:  select bdy from notes;',
      '                ^',
    ])
    expect(err).toContain('HINT: Perhaps you meant')
    expect((await here(['sql', '--csv', 'select count(*) from notes'])).out).toBe('count\r\n1\n')
  })
})

describe('faults', () => {
  const rest = async (): Promise<number> =>
    (
      await fetch(`${await served}/rest/v1/notes`, {
        headers: { apikey: (await status()).anonKey },
      })
    ).status

  it('breaks what was asked for, shows it, and mends it', async () => {
    expect((await here(['faults'])).out).toBe('Nothing is broken.\n')
    const added = await here([
      'faults',
      'add',
      'http-error',
      'service=rest',
      'status=503',
      'count=9',
    ])
    const id = added.out.trim()
    expect(await rest()).toBe(503)
    expect((await here(['faults', 'list'])).out).toMatch(
      /^fault-\d+ +http-error service=rest status=503 \(count=9\): \w+, struck 1 time$/m,
    )
    expect((await here(['status'])).out).toMatch(/^faults +http-error service=rest/m)
    expect((await here(['faults', 'remove', id])).code).toBe(0)
    expect(await rest()).toBe(200)
    expect((await here(['faults', 'remove', id])).code).toBe(1)
    await here(['faults', 'add', 'realtime-off'])
    await here(['faults', 'reset'])
    expect(JSON.parse((await here(['faults', '--json'])).out)).toEqual([])
  })

  it('acts on what is open', async () => {
    expect((await here(['faults', 'drop-sockets', 'code=1006'])).out).toBe(
      'There was nothing open.\n',
    )
  })

  it.each([
    [['add', 'nonsense'], /no type of fault "nonsense": choose from http-error, /],
    [['add', 'http-error', 'statsu=503'], /"statsu=503" is none of.*status/],
    [['add', 'http-error', 'status=200'], /`status` must be a whole number from 400 to 599/],
    [['add', 'http-error'], /`status` is missing/],
    [['kill-poller', 'count=1'], /"count=1" is one word too many/],
    [['brake'], /no "faults brake": choose from list, add/],
    [['remove'], /takes the id/],
  ])('says what can be said instead: %j', async (words, message) => {
    const { code, err } = await here(['faults', ...words])
    expect(err).toMatch(message)
    expect(code).toBe(2)
  })

  it('explains every type of fault and every act', async () => {
    const { out } = await cli(['faults', 'kinds'])
    expect(out).toMatch(/http-error: .*\n +service .*\n +status .*400 to 599, needed/)
    expect(out).toMatch(/drop-sockets: /)
  })
})

describe('env', () => {
  it('prints what programs read from their environment', async () => {
    const { out } = await here(['env'])
    const { url, anonKey, serviceKey, publishableKey, secretKey, databaseUrl } = await status()
    expect(out.split('\n')).toEqual([
      `SUPABASE_URL="${url}"`,
      `SUPABASE_ANON_KEY="${anonKey}"`,
      `SUPABASE_PUBLISHABLE_KEY="${publishableKey}"`,
      `SUPABASE_SERVICE_ROLE_KEY="${serviceKey}"`,
      `SUPABASE_SECRET_KEY="${secretKey}"`,
      `DATABASE_URL="${databaseUrl}"`,
      '',
    ])
    expect([publishableKey, secretKey]).toEqual([
      expect.stringMatching(/^sb_publishable_/),
      expect.stringMatching(/^sb_secret_/),
    ])
    const client = new pg.Client(databaseUrl)
    await client.connect()
    await client.end()
  })

  it('puts the prefix of a web page before nothing that is secret in production', async () => {
    const { out } = await here(['env', '--prefix', 'VITE_', '--format', 'json'])
    expect(Object.keys(JSON.parse(out) as object)).toEqual([
      'VITE_SUPABASE_URL',
      'VITE_SUPABASE_ANON_KEY',
      'VITE_SUPABASE_PUBLISHABLE_KEY',
      'SUPABASE_SERVICE_ROLE_KEY',
      'SUPABASE_SECRET_KEY',
      'DATABASE_URL',
    ])
  })

  it('prints lines for a shell', async () => {
    expect((await here(['env', '--format', 'shell'])).out).toMatch(
      /^export SUPABASE_URL='http:\/\/127\.0\.0\.1:\d+'$/m,
    )
  })
})

describe('what it does not understand', () => {
  it.each([
    [['strat'], /no command "strat".*start, stop, status/],
    [['status', '--prot', '1'], /'--prot'.*status --help/],
    [['status', 'stray'], /"stray".*status --help/],
    [['--prot', '1'], /'--prot'.*--help/],
    [['start', '--port', 'x'], /--port takes a number from 0 to 65535, not "x"/],
    [['start', '--port'], /--port.*start --help/],
    [['start', '--profile', 'slow'], /--profile takes one of fast, production, not "slow"/],
    [['start', '--project', 'nowhere'], /no folder .*nowhere.*--project/],
    [['start', '--migrations', 'nowhere'], /no folder .*nowhere.*--migrations/],
    [['env', '--format', 'yaml'], /dotenv, shell, json, not "yaml"/],
    [['env', '--prefix', 'A B'], /--prefix/],
    [['sql', '--json', '--csv', 'x'], /--json or as --csv/],
    [['sql', '-f', 'nowhere.sql'], /nowhere\.sql cannot be read/],
    [['sql'], /no SQL/],
    [['reset'], /deletes all data.*--yes/],
    [['reset', '--db', 'postgres://x/y'], /only databases made here/],
  ])('it says in one sentence, with exit code 2: %j', async (args, message) => {
    const { code, err } = await cli(args[0] === 'reset' ? [...args, '--data', 'none'] : args)
    expect(err).toMatch(message)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
    expect(code).toBe(2)
  })

  it.each(['start', 'stop', 'status', 'reset', 'sql', 'faults', 'env'])(
    'it explains with --help: %s',
    async command => {
      const { code, out } = await cli([command, '--help'])
      expect(code).toBe(0)
      expect(out).toMatch(new RegExp(`^everfresh-local ${command}[^]*--help`))
      expect((await cli(['--help'])).out).toContain(command)
      expect(await cli([command, '-h'])).toEqual({ code, out, err: '' })
      expect(await cli(['help', command])).toEqual({ code, out, err: '' })
    },
  )

  it('an overview is shown by --help, -h and help alike', async () => {
    const overview = await cli(['--help'])
    expect(await cli(['-h'])).toEqual(overview)
    expect(await cli(['help'])).toEqual(overview)
  })
})

describe('in the end', () => {
  it('a reset is refused while the backend runs', async () => {
    const { code, err } = await spawned(['reset', '--yes'])
    expect(code).toBe(1)
    expect(err).toContain('run everfresh-local stop first')
  })

  it('stop waits until the process is gone, and a second one has nothing to do', async () => {
    const ended = new Promise(resolve => server.once('close', resolve))
    const { code, out } = await spawned(['stop'])
    expect({ code, out }).toEqual({ code: 0, out: `Stopped the backend at ${await served}.\n` })
    expect(await ended).toBe(0)
    await expect(stat(join(dataDir, 'backend.json'))).rejects.toThrow('ENOENT')
    expect(await spawned(['stop'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^No backend runs/),
    })
  })

  it('goes on in the background when asked, with the data of a reset', async () => {
    await writeFile(join(projectDir, 'supabase', 'seed.sql'), `insert into notes values (5, 'new')`)
    const again = await spawned(['reset', '--yes'])
    expect(again).toMatchObject({ code: 0, err: '' })
    expect(again.out).toMatch(/^migrations +1 applied, seed$/m)
    const detached = await spawned(['start', '--detach', '--port', '0'])
    expect(detached).toMatchObject({ code: 0, err: '' })
    expect(detached.out).toContain('everfresh-local stop stops it.')

    const log = await readFile(join(dataDir, 'backend.log'), 'utf8')
    const second = await spawned(['start', '--detach', '--port', '0'])
    expect(second).toMatchObject({ code: 1, err: expect.stringContaining('stop it, or choose') })
    expect(await readFile(join(dataDir, 'backend.log'), 'utf8')).toBe(log)

    const faults = await cli(['faults', 'add', 'http-hang', '--data', dataDir])
    expect(faults).toMatchObject({ code: 1, err: expect.stringContaining('without --faults') })
    try {
      expect((await spawned(['sql', '--csv', 'table notes'])).out).toBe('id,body\r\n5,new\n')
    } finally {
      expect((await spawned(['stop'])).code).toBe(0)
    }
  })
})
