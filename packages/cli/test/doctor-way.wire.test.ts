import { execFileSync, spawnSync } from 'node:child_process'
import dns from 'node:dns'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { examineHere } from './examine-here.ts'
import { forgeKey } from './forge-key.ts'
import {
  deadPort,
  portOf,
  startOddServer,
  startPostgresPort,
  startTcpServer,
  type Serving,
} from './odd-server.ts'
import { doctor, troubles } from './run-doctor.ts'
import { prepareStage } from './stage.ts'
import { startWrongClock } from './wrong-clock.ts'

const stage = prepareStage()
const KEY = 'sb_publishable_x'
const at = (url: string) => examineHere(['--url', url, '--key', KEY, '--timeout', '1'])
const atPort = ({ port }: Serving) => at(`http://127.0.0.1:${port}`)
/** What each service is found to be. */
const each = (code: string, realtime = code) => ({
  auth: [code],
  rest: [code],
  realtime: [realtime],
})

describe('an address where something else answers', () => {
  let odd: Awaited<ReturnType<typeof startOddServer>>
  beforeAll(async () => {
    odd = await startOddServer()
  })
  afterAll(() => odd.stop())

  it.each([
    ['a page', 'page', each('not-the-api')],
    ['a network that wants a sign-in', 'portal', each('redirected', 'not-the-api')],
    ['a paused project', 'paused', each('project-paused', 'not-the-api')],
    ['a project over its quota', 'restricted', each('project-restricted', 'not-the-api')],
    ['what stands before a project that is gone', 'away', each('backend-away', 'not-the-api')],
    ['another path', 'nothing', each('wrong-path', 'not-the-api')],
    [
      'the API of something else',
      'other',
      { rest: ['unexpected-answer'], realtime: ['not-the-api'] },
    ],
  ])('is told apart: %s', async (_, path, expected) => {
    const found = await at(`${odd.url}/${path}`)
    expect(troubles(found)).toEqual(expected)
    expect(found.code).toBe(1)
  })

  it('quotes why a project is restricted, which need not be its quota', async () => {
    const { findings } = await at(`${odd.url}/restricted`)
    expect(findings[0]?.evidence).toContain('exceed_egress_quota')
  })

  it('is shown without the key, whose server echoes it', async () => {
    const key = `sb_publishable_${'k'.repeat(150)}`
    const args = ['--url', `${odd.url}/echo`, '--key', key, '--timeout', '2']
    const { out } = await doctor(args)
    expect(out).toContain('no such key: [hidden]')
    expect(out).not.toContain('kkkk')
  })
})

describe('an address where no web server answers', () => {
  const served: Serving[] = []
  const serve = async (serving: Promise<Serving>): Promise<Serving> => {
    served.push(await serving)
    return serving
  }
  afterEach(() => {
    for (const { stop } of served.splice(0)) stop()
  })

  it('is told apart: nobody listens', async () => {
    const found = await at(`http://127.0.0.1:${await deadPort()}`)
    expect(troubles(found)).toEqual(each('unreachable-refused'))
    expect(found.checks.find(({ id }) => id === 'subscription')).toMatchObject({ state: 'skipped' })
  })

  it.each([
    ['one that cuts the connection', (socket: { destroy(): void }) => socket.destroy(), 'cut'],
    ['one that never answers', () => undefined, 'no-answer'],
    [
      'one that speaks something else',
      (socket: { write(text: string): void }) => socket.write('220 mail.example ESMTP\r\n'),
      'not-http',
    ],
  ])('is told apart: %s', async (_, greet, code) => {
    const found = await atPort(await serve(startTcpServer(greet)))
    expect(troubles(found)).toEqual(each(`unreachable-${code}`))
  })

  it('is told apart: the database itself, which cuts, and is spoken of', async () => {
    const found = await atPort(await serve(startPostgresPort(stage.backend.databaseUrl)))
    expect(troubles(found)).toEqual(each('unreachable-cut'))
    expect(found.findings[0]?.next).toContain('database (5432, 6543)')
  })

  it('is told apart: no way leads there', async () => {
    // The address of everybody on a network: a system refuses it before anything is sent.
    expect(troubles(await at('http://255.255.255.255:54321'))).toEqual(
      each('unreachable-unreachable'),
    )
  })

  it('is told apart: a port that clients refuse, as browsers do', async () => {
    const found = await at('http://127.0.0.1:6666')
    expect(troubles(found)).toMatchObject({ auth: ['unreachable-unreachable'] })
    expect(found.findings[0]?.next).toContain('another port')
  })

  it('is told apart: a host that has no name, and TLS that is none', async () => {
    const [named, plain] = await Promise.all([
      at('http://everfresh.invalid'),
      at(stage.backend.url.replace('http:', 'https:')),
    ])
    expect(troubles(named)).toMatchObject({ auth: ['unreachable-dns'] })
    expect(troubles(plain)).toEqual(each('unreachable-tls'))
  })
})

/** Makes certificates; a few systems lack it. */
const hasOpenssl = spawnSync('openssl', ['version']).status === 0

it.skipIf(!hasOpenssl)('a certificate that nobody known has signed is named', async () => {
  const [key, cert] = ['key.pem', 'cert.pem'].map(name => join(stage.folder, name))
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const files = ['-keyout', key ?? '', '-out', cert ?? '']
  execFileSync(
    'openssl',
    ['req', '-x509', ...curve, ...files, '-days', '1', '-subj', '/CN=127.0.0.1'],
    { stdio: 'ignore' },
  )
  const secured = { key: readFileSync(key ?? ''), cert: readFileSync(cert ?? '') }
  const server = createServer(secured, (_, answer) => answer.end())
  const found = await at(`https://127.0.0.1:${await portOf(server)}`)
  server.close()
  expect(troubles(found)).toEqual(each('unreachable-tls'))
  expect(found.findings[0]?.evidence).toContain('is not accepted (DEPTH_ZERO_SELF_SIGNED_CERT)')
})

describe('a project that is well', () => {
  it.each([
    [300_000, /^This machine is (299|300|301) s behind the server\.$/],
    [-300_000, /^This machine is (299|300|301) s ahead of the server\.$/],
  ])('shows a clock that is %i ms from this one', async (offMs, words) => {
    const { port, stop } = await startWrongClock(stage.backend.url, offMs)
    const found = await examineHere([
      '--url',
      `http://127.0.0.1:${port}`,
      '--key',
      stage.backend.anonKey,
    ])
    stop()
    expect(troubles(found)).toEqual({ clock: ['clock-skew'] })
    expect(found.findings[0]?.evidence).toMatch(words)
  })

  it('has its address in a hosted project’s form and a key of another project', async () => {
    const key = forgeKey({ iss: 'supabase', ref: 'b'.repeat(20), role: 'anon', exp: 4e9 })
    const { port } = new URL(stage.backend.url)
    // Names are asked of the system, which would ask the world: here this machine has that name.
    const lookup = vi
      .spyOn(dns, 'lookup')
      .mockImplementation(((
        _: string,
        { all }: { readonly all?: boolean },
        done: (error: null, ...found: readonly unknown[]) => void,
      ) =>
        all === true
          ? done(null, [{ address: '127.0.0.1', family: 4 }])
          : done(null, '127.0.0.1', 4)) as never)
    const found = await examineHere([
      '--url',
      `http://${'a'.repeat(20)}.supabase.co:${port}`,
      '--key',
      key,
    ])
    lookup.mockRestore()
    expect(troubles(found)).toEqual({
      key: ['key-of-other-project'],
      rest: ['key-refused'],
      realtime: ['key-refused'],
    })
  })
})
