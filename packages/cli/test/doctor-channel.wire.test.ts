import { testBackend, type LocalBackend } from '@everfresh/local/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askedOf, examineHere } from './examine-here.ts'
import { troubles } from './run-doctor.ts'
import { prepareStage } from './stage.ts'

const stage = prepareStage()
const PUBLISHED =
  'create table tasks (id bigint primary key); alter publication supabase_realtime add table tasks'

/** A start that is slower than a proof may be, and one that comes to no end. */
const [SLOW_MS, ENDLESS_MS] = [8100, 600_000]
let slow: LocalBackend
let endless: LocalBackend
let lateProof: ReturnType<typeof examineHere>

beforeAll(async () => {
  slow = await testBackend({ realtime: { coldStartMs: SLOW_MS } })
  endless = await testBackend({ realtime: { coldStartMs: ENDLESS_MS } })
  await slow.sql(PUBLISHED)
  await endless.sql(PUBLISHED)
  // Begun here, since it takes as long as it takes.
  lateProof = examineHere(askedOf(slow))
})
afterAll(() => Promise.all([slow.stop(), endless.stop()]))

describe('a join that is refused', () => {
  // The server's codes: ERROR_CODES.md of supabase/realtime.
  it.each([
    ['PrivateOnly: This project only allows private channels', 'private-only'],
    ['UnableToConnectToProject: Realtime was unable to connect', 'join-server-not-ready'],
    ['TenantNotFound: Tenant not found', 'join-misconfigured'],
    ['RealtimeDisabledForTenant: Realtime disabled for this tenant', 'join-realtime-disabled'],
    ['JwtSignatureError: Failed to validate JWT signature', 'join-unauthorized'],
    ['MissingPartition: There is no partition for this day', 'join-channel-error'],
  ])('with "%s" is %s', async (reason, code) => {
    stage.backend.faults.add({ type: 'join-refuse', reason })
    expect(troubles(await examineHere(stage.asked()))).toEqual({ subscription: [code] })
  })

  it('because there are as many channels as there may be is named so', async () => {
    const full = await testBackend({ realtime: { limits: { channelsPerSocket: 0 } } })
    const found = await examineHere(askedOf(full))
    await full.stop()
    expect(troubles(found)).toEqual({ subscription: ['join-too-many-requests'] })
  })
})

describe('a channel that is lost before it is proved', () => {
  it.each<[string, (backend: LocalBackend) => void, string]>([
    ['the server ends it', ({ faults }) => faults.closeChannels(), 'join-channel-closed'],
    ['it fails on the server', ({ faults }) => faults.crashChannels(), 'join-channel-error'],
    ['its token runs out', ({ faults }) => faults.expireTokens(), 'join-token-expired'],
    ['it has too many messages', ({ faults }) => faults.limitChannels(), 'join-too-many-requests'],
    ['the server restarts', ({ faults }) => faults.dropSockets(), 'join-server-restarting'],
    ['its socket is cut', ({ faults }) => faults.dropSockets({ code: 1006 }), 'join-socket-closed'],
  ])('because %s is named so', async (_, act, code) => {
    const channels = async (): Promise<number> => (await endless.status()).channels
    // That of an earlier run may be about to end.
    await expect.poll(channels).toBe(0)
    const running = examineHere(askedOf(endless))
    await expect.poll(channels).toBe(1)
    act(endless)
    expect(troubles(await running)).toEqual({ subscription: [code] })
  })
})

describe('a proof that does not come in time', () => {
  it('is never taken for one, whether or not the join was answered', async () => {
    stage.backend.faults.add({ type: 'frame-skip', what: 'replies' })
    stage.backend.faults.add({ type: 'frame-skip', what: 'system' })
    const [joined, unanswered] = await Promise.all(
      [askedOf(endless), stage.asked()].map(args => examineHere([...args, '--timeout', '1'])),
    )
    for (const found of [joined, unanswered])
      expect(found?.findings.map(({ code }) => code)).toEqual(['never-proved'])
    expect(joined?.findings[0]?.evidence).toMatch(/^SUBSCRIBED came after/)
    expect(unanswered?.findings[0]?.evidence).toMatch(/^Nothing was answered/)
  })

  it('but late, as on a server that starts cold, is warned of', async () => {
    const found = await lateProof
    expect({ code: found.code, troubles: troubles(found) }).toEqual({
      code: 0,
      troubles: { subscription: ['proof-slow'] },
    })
  })
})
