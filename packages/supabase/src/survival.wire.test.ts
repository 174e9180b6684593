import { test } from 'vitest'
import { causes, count, joinsOf, status, story, wake } from '../test/stage.ts'
import {
  clients,
  comesBack,
  helped,
  hung,
  isBack,
  live,
  passed,
  survives,
  unhelped,
} from '../test/survival.ts'

// All of these wait together, and no group around them: one group waits for another. The slowest first.

test.concurrent.for(clients)(
  'C3: without a sign, the heartbeat finds the half-open socket ($name)',
  survives(
    async given => {
      const { app, client, faults, soon } = given
      await live(given)
      faults.set({ realtime: 'half-open' })
      faults.reset()
      await given.write('missed')
      await soon(() => status(app)).not.toBe('live')
      await isBack(given)
      // One socket for another: nothing connects twice.
      if (client.helped) given.expect(count(app, 'transport connected')).toBe(2)
    },
    { heartbeatIntervalMs: 1_000 },
  ),
)

test.concurrent.for(clients)(
  'C3, C8: a half-open socket is found by waking, and comes back ($name)',
  survives(
    async given => {
      const { app, faults, soon } = given
      await live(given)
      faults.set({ realtime: 'half-open' })
      faults.reset()
      await given.write('missed')
      wake(app)
      await soon(() => status(app)).not.toBe('live')
      await isBack(given)
    },
    // The client's own heartbeat would find it after this test has failed.
    { heartbeatIntervalMs: 300_000 },
  ),
)

test.concurrent.for(unhelped)(
  'P1: during a handshake that nobody answers polling carries on ($name)',
  survives(async given => {
    const { app, client, faults, soon } = given
    await live(given)
    faults.set({ realtime: 'hang' })
    faults.dropSockets({ code: 1006 })
    // By then it has asked for a socket again.
    await passed(given, 3_000)
    faults.reset()
    await given.write('missed')
    await soon(app.titles).toEqual(['missed'])
    await passed(given, 7_000)
    if (client.traits.isKept) given.expect(status(app)).not.toBe('live')
  }),
)

test.concurrent.for(helped)(
  'C7: a handshake that nobody answers is given up, and it is back after the server ($name)',
  survives(async given => {
    const { app, faults } = given
    await live(given)
    faults.set({ realtime: 'hang' })
    faults.dropSockets({ code: 1006 })
    await hung(given)
    faults.reset()
    await given.write('missed')
    // The second handshake is never answered. Nothing but its limit ends it.
    await isBack(given)
    given.expect(count(app, 'dial')).toBe(3)
  }),
)

test.concurrent.for(helped)(
  'C7, C8: at a sign of the network a hung handshake begins anew ($name)',
  survives(async given => {
    const { app, faults } = given
    await live(given)
    faults.set({ realtime: 'hang' })
    faults.dropSockets({ code: 1006 })
    await hung(given)
    faults.reset()
    await given.write('missed')
    const before = app.frames.length
    app.environment.online.set(false)
    app.environment.online.set(true)
    await isBack(given)
    // It was dialled again, and not given up first: that would have told the client of a close.
    const dialled = app.frames.slice(before).find(frame => /^(dial|transport close)/.test(frame))
    given.expect(dialled).toBe('dial')
  }),
)

test.concurrent.for(clients)(
  'C7: refused for good, it asks no more, until a person wants it ($name)',
  survives(async given => {
    const { app, faults, soon } = given
    const reason = 'Unauthorized: You do not have permissions to read from this Channel topic: x'
    await live(given)
    faults.set({ joins: { reason } })
    faults.closeChannels()
    await soon(() => app.realtime.state.current.cause?.code).toBe('unauthorized')
    await given.write('missed')
    await soon(app.titles).toEqual(['missed'])
    given.expect(joinsOf(app)).toBe(2)
    faults.reset()
    app.realtime.reconnect()
    await isBack(given)
  }),
)

test.concurrent.for(clients)(
  'C7: refused for now, it asks again later ($name)',
  survives(async given => {
    const { app, faults, soon } = given
    await live(given)
    faults.set({ joins: { reason: 'ClientJoinRateLimitReached: Too many joins per second' } })
    faults.closeChannels()
    await soon(() => causes(app)).toContain('too-many-requests')
    await given.write('missed')
    faults.reset()
    await isBack(given)
  }),
)

test.concurrent.for(clients)(
  'C3, C4: it survives a cut ($name)',
  survives(async given => {
    await live(given)
    given.faults.dropSockets({ code: 1006 })
    await given.write('missed')
    await isBack(given)
    given.expect(causes(given.app)).toContain(given.client.traits.cut)
  }),
)

test.concurrent.for(clients)(
  'C3, C7: it survives a restart of the server ($name)',
  survives(async given => {
    await live(given)
    given.faults.dropSockets({ code: 1012 })
    given.faults.set({ realtime: 'off' })
    await given.soon(() => causes(given.app)).toContain(given.client.traits.restart)
    await given.write('missed')
    given.faults.reset()
    await isBack(given)
  }),
)

test.concurrent.for(clients)(
  'C3, C5: it replaces a channel that the server closed unasked ($name)',
  comesBack('channel-closed', faults => faults.closeChannels()),
)

test.concurrent.for(clients)(
  'C3, C5: it replaces a channel that crashed ($name)',
  comesBack('channel-error', faults => faults.crashChannels()),
)

test.concurrent.for(clients)(
  'C3: it comes back when its token has run out ($name)',
  comesBack('token-expired', faults => faults.expireTokens()),
)

test.concurrent.for(clients)(
  'C1: it goes live once the subscription is proved ($name)',
  survives(async given => {
    const { app, soon } = given
    await live(given)
    await given.write('one')
    await soon(app.titles).toEqual(['one'])
    given.expect(story(app)).toEqual(['joining', 'live'])
    given.expect(joinsOf(app)).toBe(1)
  }),
)

test.concurrent.for(helped)(
  'P4: a request that failed is reported, with how long to leave the backend alone ($name)',
  survives(async ({ app, faults, expect }) => {
    const reported: unknown[] = []
    app.reports?.subscribe(report => void reported.push(report))
    faults.set({ rest: { status: 503, retryAfter: 3 } })
    await app.client.from('rows').select().abortSignal(AbortSignal.timeout(2_000))
    expect(reported[0]).toEqual({ type: 'failed', retryAfterMs: 3_000 })
  }),
)
