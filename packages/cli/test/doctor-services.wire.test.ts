import type { Fault } from '@everfresh/local/faults'
import { testBackend } from '@everfresh/local/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { askedOf, examineHere } from './examine-here.ts'
import { forgeKey } from './forge-key.ts'
import { doctor, flat, report, troubles } from './run-doctor.ts'
import { prepareStage } from './stage.ts'

const stage = prepareStage()
const { app, whole } = stage
/** Of somebody who is signed in. */
let token: string

beforeAll(async () => {
  token = await stage.signIn()
})

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
    const key = forgeKey({ role: 'anon', exp: 4e9 })
    const found = await examineHere(['--url', stage.backend.url, '--key', key])
    expect(found.code).toBe(1)
    expect(troubles(found)).toEqual({ rest: ['key-refused'], realtime: ['key-refused'] })
    expect(JSON.stringify(found)).not.toContain(key)
  })

  it('that has run out, or is cut, or is a user’s token, is known before anybody is asked', async () => {
    const codes = async (key: string) =>
      (await examineHere(['--url', stage.backend.url, '--key', key])).checks[0]?.findings
    const keys = [forgeKey({ role: 'anon', exp: 1e9 }), 'eyJhbGciOi', token]
    expect(await Promise.all(keys.map(codes))).toEqual([
      ['key-expired'],
      ['key-unreadable'],
      ['key-is-user-token'],
    ])
  })
})

describe('a service that fails', () => {
  it.each<[string, Fault, Readonly<Record<string, readonly string[]>>]>([
    [
      'auth is down',
      { type: 'http-error', service: 'auth', status: 503 },
      { auth: ['backend-away'] },
    ],
    [
      'REST is down',
      { type: 'http-error', service: 'rest', status: 500 },
      { rest: ['backend-away'] },
    ],
    [
      'REST has enough of requests',
      { type: 'http-error', service: 'rest', status: 429 },
      { rest: ['too-many-requests'] },
    ],
    [
      'auth never answers',
      { type: 'http-hang', service: 'auth' },
      { auth: ['unreachable-no-answer'] },
    ],
    [
      'REST cuts the connection before the answer',
      { type: 'http-lost', service: 'rest' },
      { rest: ['unreachable-cut'] },
    ],
    [
      'REST cuts the connection within the answer',
      { type: 'http-cut', service: 'rest' },
      { rest: ['unreachable-cut'] },
    ],
    [
      'no handshake is answered',
      { type: 'handshake-hang' },
      { realtime: ['unreachable-no-answer'] },
    ],
    // The words of these two are the server's own, as its source has them (user_socket.ex of supabase/realtime).
    [
      'realtime does not know the project',
      { type: 'handshake-refuse', status: 404, message: 'Tenant not found' },
      { realtime: ['tenant-missing'] },
    ],
    [
      'realtime fails to connect',
      { type: 'handshake-refuse', status: 500, message: 'Error connecting' },
      { realtime: ['backend-away'] },
    ],
    [
      'the socket passes nothing on',
      { type: 'heartbeat-ignore' },
      { realtime: ['realtime-silent'] },
    ],
  ])('is named where %s, and the others are well', async (_, fault, expected) => {
    stage.backend.faults.add(fault)
    expect(troubles(await examineHere([...stage.asked(), '--timeout', '1']))).toEqual(expected)
  })

  it('is named where a user’s token has run out', async () => {
    const expired = await stage.signIn()
    stage.backend.faults.add({ type: 'token-expire' })
    const found = await examineHere([...stage.asked(), '--token', expired])
    expect(troubles(found)).toEqual({ rest: ['key-expired'], subscription: ['join-token-expired'] })
    expect(JSON.stringify(found)).not.toContain(expired)
  })

  it('is named where the project has as many sockets as it may', async () => {
    const full = await testBackend({ realtime: { limits: { sockets: 0 } } })
    const found = await examineHere(askedOf(full))
    await full.stop()
    expect(troubles(found)).toEqual({ realtime: ['too-many-requests'] })
  })
})

describe('realtime', () => {
  it('that is down while REST is alive is named alone', async () => {
    stage.backend.faults.add({ type: 'realtime-off' })
    const found = await examineHere(stage.asked())
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

  it('that says SUBSCRIBED and never that changes flow is not taken for live', async () => {
    stage.backend.faults.add({ type: 'frame-skip', what: 'system' })
    const { code, out } = await doctor(['--timeout', '1'], whole())
    expect(code).toBe(1)
    expect(out).toMatch(/^error {4}subscription {6}SUBSCRIBED came after \d+ ms, but no system/m)
  })

  it('lets a user into the private channels that a policy opens, and names one that it does not', async () => {
    const [mine, theirs, nobody] = await Promise.all([
      examineHere([...stage.asked(), '--topic', 'project:mine', '--token', token]),
      examineHere([...stage.asked(), '--topic', 'project:theirs', '--token', token]),
      examineHere([...stage.asked(), '--topic', 'project:mine']),
    ])
    expect(troubles(mine)).toEqual({})
    expect(troubles(theirs)).toEqual({ subscription: ['join-unauthorized'] })
    expect(nobody.checks.find(({ id }) => id === 'subscription')).toMatchObject({
      state: 'skipped',
      evidence: expect.stringContaining('--token'),
    })
  })
})
