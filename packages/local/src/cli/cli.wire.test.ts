import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { isAlive } from '../testing/process.ts'
import { cli } from './testing/run-cli.ts'
import { prepareServedProject } from './testing/served-project.ts'

const project = prepareServedProject()
const { here, spawned, status } = project

describe('status', () => {
  it('finds the backend of the current folder by itself, and shows what a person needs', async () => {
    const { code, out } = await spawned(['status'])
    expect(code).toBe(0)
    expect(out).toContain(`url          ${project.url}\n`)
    expect(out).toMatch(/^anon key +eyJ.*\nservice key +eyJ.*\n/m)
    expect(out).toMatch(/^publishable +sb_publishable_\S+\nsecret +sb_secret_\S+$/m)
    expect(out).toMatch(/^migrations   1 applied$/m)
    expect(out).toMatch(/^running      for \d+ s, process \d+$/m)
    expect(out).toMatch(/^version      \d.*PostgreSQL 17\./m)
  })

  it('tells a program as JSON, by folder or by port', async () => {
    const url = project.url
    expect(await status()).toMatchObject({
      running: true,
      url,
      dataDir: project.dataDir,
      pid: project.server.pid,
    })
    const byPort = await cli(['status', '--json', '--port', new URL(url).port])
    expect(JSON.parse(byPort.out)).toMatchObject({ running: true, url })
  })

  it('says what the next start will apply', async () => {
    const later = join(project.projectDir, 'supabase', 'migrations', '2_later.sql')
    await writeFile(later, 'select 1')
    expect((await status()).migrations).toEqual({
      applied: ['1_notes.sql'],
      pending: ['2_later.sql'],
    })
    await rm(later)
  })

  it('ends with 3 where no backend runs', async () => {
    const elsewhere = join(project.projectDir, 'elsewhere')
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
    const stale = join(project.projectDir, 'stale')
    await mkdir(stale)
    const note = JSON.parse(await readFile(join(project.dataDir, 'backend.json'), 'utf8')) as object
    await writeFile(join(stale, 'backend.json'), JSON.stringify({ ...note, instance: 'earlier' }))
    expect((await cli(['status', '--data', stale])).code).toBe(3)
    const stopping = await cli(['stop', '--data', stale])
    expect(stopping.out).toMatch(/^No backend runs on/)
    expect(isAlive(project.server.pid ?? 0)).toBe(true)
  })

  it('leaves a note that only its owner can read, with no key in it', async () => {
    const path = join(project.dataDir, 'backend.json')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(Object.keys(JSON.parse(await readFile(path, 'utf8')) as object)).toEqual([
      'pid',
      'url',
      'instance',
      'startedAt',
    ])
  })
})

describe('faults', () => {
  const rest = async (): Promise<number> =>
    (
      await fetch(`${project.url}/rest/v1/notes`, {
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
    [['kill-poller', 'count=1'], /"count=1" is none of .* name=value: what/],
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

describe('in the end', () => {
  it('a reset is refused while the backend runs', async () => {
    const { code, err } = await spawned(['reset', '--yes'])
    expect(code).toBe(1)
    expect(err).toContain('run everfresh-local stop first')
  })

  it('stop waits until the process is gone, and a second one has nothing to do', async () => {
    const ended = new Promise(resolve => project.server.once('close', resolve))
    const { code, out } = await spawned(['stop'])
    expect({ code, out }).toEqual({ code: 0, out: `Stopped the backend at ${project.url}.\n` })
    expect(await ended).toBe(0)
    await expect(stat(join(project.dataDir, 'backend.json'))).rejects.toThrow('ENOENT')
    expect(await spawned(['stop'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^No backend runs/),
    })
  })

  it('goes on in the background when asked, with the data of a reset', async () => {
    await writeFile(
      join(project.projectDir, 'supabase', 'seed.sql'),
      `insert into notes values (5, 'new')`,
    )
    const again = await spawned(['reset', '--yes'])
    expect(again).toMatchObject({ code: 0, err: '' })
    expect(again.out).toMatch(/^migrations +1 applied, seed$/m)
    const detached = await spawned(['start', '--detach', '--port', '0'])
    expect(detached).toMatchObject({ code: 0, err: '' })
    expect(detached.out).toContain('everfresh-local stop stops it.')

    const log = await readFile(join(project.dataDir, 'backend.log'), 'utf8')
    const second = await spawned(['start', '--detach', '--port', '0'])
    expect(second).toMatchObject({ code: 1, err: expect.stringContaining('stop it, or choose') })
    expect(await readFile(join(project.dataDir, 'backend.log'), 'utf8')).toBe(log)

    const faults = await cli(['faults', 'add', 'http-hang', '--data', project.dataDir])
    expect(faults).toMatchObject({ code: 1, err: expect.stringContaining('without --faults') })
    try {
      expect((await spawned(['sql', '--csv', 'table notes'])).out).toBe('id,body\r\n5,new\n')
    } finally {
      expect((await spawned(['stop'])).code).toBe(0)
    }
  })
})
