import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deadPort, startOddServer } from './odd-server.ts'
import { doctor, flat, report, troubles } from './run-doctor.ts'
import { prepareStage } from './stage.ts'

const stage = prepareStage()
const { app, whole } = stage
/** Of somebody who is signed in. */
let token: string

beforeAll(async () => {
  token = await stage.signIn()
})

/** A key that looks right and is signed by somebody else. */
const forge = (claims: object): string => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}.${'s'.repeat(43)}`
}

describe('the key', () => {
  it('of a service is warned of loudly, and is an error where it is put into a page', async () => {
    const asked = ['--url', stage.backend.url, '--strict']
    const [given, shown] = await Promise.all([
      doctor([...asked, '--key', stage.backend.serviceKey], { cwd: stage.folder }),
      report([], {
        env: { ...app(), VITE_SUPABASE_ANON_KEY: stage.backend.secretKey },
        cwd: stage.folder,
      }),
    ])
    expect(given.out).toMatch(/^warning {2}key /m)
    expect(given.out).toContain('THIS KEY MUST NEVER BE IN AN APP')
    expect(given.out).not.toContain(stage.backend.serviceKey)
    expect(given.code).toBe(1)
    expect(shown.checks[0]).toMatchObject({ id: 'key', state: 'error', findings: ['service-key'] })
    expect(JSON.stringify(shown)).not.toContain(stage.backend.secretKey)
  })

  it('of another project is refused by REST and realtime, and both say so', async () => {
    const key = forge({ role: 'anon', exp: 4e9 })
    const found = await report(['--key', key], { env: app(), cwd: stage.folder })
    expect(found.code).toBe(1)
    expect(troubles(found)).toEqual({ rest: ['key-refused'], realtime: ['key-refused'] })
    expect(JSON.stringify(found)).not.toContain(key)
  })

  it('that has run out, or is cut, or is a user’s token, is known before anybody is asked', async () => {
    const codes = async (key: string) =>
      (await report(['--key', key], { env: app(), cwd: stage.folder })).checks[0]?.findings
    const keys = [forge({ role: 'anon', exp: 1e9 }), 'eyJhbGciOi', token]
    expect(await Promise.all(keys.map(codes))).toEqual([
      ['key-expired'],
      ['key-unreadable'],
      ['key-is-user-token'],
    ])
  })
})

describe('the way to the project', () => {
  let odd: Awaited<ReturnType<typeof startOddServer>>
  beforeAll(async () => {
    odd = await startOddServer()
  })
  afterAll(() => odd.stop())
  const at = (path: string) =>
    report(['--url', `${odd.url}/${path}`, '--key', 'sb_publishable_x', '--timeout', '2'])

  it('that ends at a dead port, a page, a portal, a paused project or another path is told apart', async () => {
    const nowhere = `http://127.0.0.1:${await deadPort()}`
    const [dead, ...others] = await Promise.all([
      report(['--url', nowhere, '--key', 'sb_publishable_x']),
      ...['page', 'portal', 'paused', 'nothing'].map(at),
    ])
    const [page, portal, paused, nothing] = others.map(troubles)
    const codes = { dead: troubles(dead), page, portal, paused, nothing }
    const each = (code: string, realtime = 'not-the-api') => ({
      auth: [code],
      rest: [code],
      realtime: [realtime],
    })
    expect(codes).toEqual({
      dead: each('unreachable-refused', 'unreachable-refused'),
      page: each('not-the-api'),
      portal: each('redirected'),
      paused: each('project-paused'),
      nothing: each('wrong-path'),
    })
    expect(dead.code).toBe(1)
    expect(dead.checks.find(({ id }) => id === 'subscription')).toMatchObject({ state: 'skipped' })
  })

  it('is shown without the key, whose server echoes it', async () => {
    const key = `sb_publishable_${'k'.repeat(150)}`
    const args = ['--url', `${odd.url}/echo`, '--key', key, '--timeout', '2']
    const { out } = await doctor(args)
    expect(out).toContain('no such key: [hidden]')
    expect(out).not.toContain('kkkk')
  })

  it('shows a host that has no name, and TLS that is none', async () => {
    const of = (url: string) => report(['--url', url, '--key', 'sb_publishable_x'])
    const [named, plain] = await Promise.all([
      of('http://everfresh.invalid'),
      of(stage.backend.url.replace('http:', 'https:')),
    ])
    expect(troubles(named)).toMatchObject({ auth: ['unreachable-dns'] })
    expect(troubles(plain)).toMatchObject({
      auth: ['unreachable-tls'],
      realtime: ['unreachable-tls'],
    })
  })

  it('shows a clock that is minutes away from the server’s, and a socket that nothing passes', async () => {
    const { checks } = await at('early')
    expect(checks.find(({ id }) => id === 'clock')).toMatchObject({
      state: 'warning',
      evidence: expect.stringMatching(/^This machine is (299|300|301) s ahead of the server\.$/),
    })
    expect(checks.find(({ id }) => id === 'realtime')).toMatchObject({
      findings: ['realtime-silent'],
    })
  })
})

describe('realtime', () => {
  it('that is down while REST is alive is named alone', async () => {
    stage.backend.faults.add({ type: 'realtime-off' })
    const found = await report([], whole())
    expect(troubles(found)).toEqual({ realtime: ['backend-away'] })
  })

  it('that refuses the handshake is quoted, which a browser never sees', async () => {
    stage.backend.faults.add({
      type: 'handshake-refuse',
      status: 403,
      message: 'Realtime was disabled for this tenant',
    })
    const { code, out } = await doctor([], whole())
    expect(code).toBe(1)
    expect(flat(out)).toContain('“Realtime was disabled for this tenant” (HTTP 403)')
    expect(out).toContain('(realtime-disabled)')
  })

  it('that refuses the join is understood', async () => {
    const refuse = async (reason: string) => {
      stage.backend.faults.reset()
      stage.backend.faults.add({ type: 'join-refuse', reason })
      return troubles(await report([], whole()))
    }
    expect(await refuse('ClientJoinRateLimitReached: Too many joins per second')).toEqual({
      subscription: ['join-too-many-requests'],
    })
    expect(await refuse('PrivateOnly: This project only allows private channels')).toEqual({
      subscription: ['private-only'],
    })
  })

  it('that says SUBSCRIBED and never that changes flow is not taken for live', async () => {
    stage.backend.faults.add({ type: 'frame-skip', what: 'system' })
    const { code, out } = await doctor(['--timeout', '1'], whole())
    expect(code).toBe(1)
    expect(out).toMatch(/^error {4}subscription {6}SUBSCRIBED came after \d+ ms, but no system/m)
  })

  it('lets a user into the private channels that a policy opens, and names one that it does not', async () => {
    const [mine, theirs, nobody] = await Promise.all([
      report(['--topic', 'project:mine', '--token', token], whole()),
      report(['--topic', 'project:theirs', '--token', token], whole()),
      report(['--topic', 'project:mine'], whole()),
    ])
    expect(troubles(mine)).toEqual({})
    expect(troubles(theirs)).toEqual({ subscription: ['join-unauthorized'] })
    expect(nobody.checks.find(({ id }) => id === 'subscription')).toMatchObject({
      state: 'skipped',
      evidence: expect.stringContaining('--token'),
    })
  })
})
