import { expect, test } from 'vitest'
import { cut, refused } from '../../test/causes.ts'
import { world } from '../../test/world.ts'
import { sessionOf } from '../testing/index.ts'

const HOUR_MS = 3_600_000

/** All that a page can say at once when it comes back. */
function everySign({ environment }: Pick<ReturnType<typeof world>, 'environment'>): void {
  environment.online.set(false)
  environment.visible.set(false)
  environment.visible.set(true)
  environment.online.set(true)
  environment.resumed.set(environment.resumed.current + 1)
}

test('C8: however many signs say that the page is back, an open socket is probed once', () => {
  const w = world()
  w.goLive()
  everySign(w)
  w.clock.advance(100)
  everySign(w)
  expect(w.source.log).toEqual(['open a for ann', 'probe a'])
  w.source.say({ type: 'alive' })
  w.clock.advance(1_000)
  expect(w.realtime.state.current.status).toBe('live')
})

test('C8: and a lost one is opened once, within half a second', () => {
  const w = world({ random: 0.999 })
  w.goLive()
  w.environment.visible.set(false)
  w.source.say({ type: 'lost', cause: cut })
  w.clock.advance(60_000)
  for (let i = 0; i < 4; i += 1) {
    everySign(w)
    w.clock.advance(125)
  }
  expect(w.source.log).toEqual(['open a for ann', 'close a', 'open a for ann'])
})

test('C8: the session is checked while the socket is probed, once', () => {
  const w = world({ signedIn: false })
  w.sessions.say({ ...sessionOf('ann'), expiresAt: HOUR_MS })
  w.goLive()
  w.clock.advance(HOUR_MS - 30_000)
  everySign(w)
  expect(w.source.log.at(-1)).toBe('probe a')
  expect(w.sessions.checks()).toBe(1)
})

test('C8: so it is when nobody knows when it ends', () => {
  const w = world()
  w.goLive()
  everySign(w)
  expect(w.sessions.checks()).toBe(1)
})

test('C8: a short hide with a healthy channel does nothing but the probe', async () => {
  const w = world({ signedIn: false })
  w.sessions.say({ ...sessionOf('ann'), expiresAt: HOUR_MS })
  w.goLive()
  const list = w.watch(['list', 'a'])
  await list.answer()
  w.clock.advance(60_000)
  w.environment.visible.set(false)
  await w.clock.pass(29_000)
  w.environment.visible.set(true)
  w.source.say({ type: 'alive' })
  await w.clock.pass(5_000)
  expect(w.source.log).toEqual(['open a for ann', 'probe a'])
  expect(w.sessions.checks()).toBe(0)
  expect(list.startedAt).toHaveLength(1)
})

test('C8: a channel whose token has expired is replaced before anything else hears that the page is shown', () => {
  const w = world({ signedIn: false })
  w.sessions.say({ ...sessionOf('ann'), expiresAt: HOUR_MS })
  w.goLive()
  w.environment.visible.set(false)
  w.clock.advance(8 * HOUR_MS)
  const before = w.source.log.length
  w.environment.visible.set(true)
  expect(w.source.log.slice(before)).toEqual(['close a', 'open a for ann'])
  expect(w.realtime.state.current.cause?.code).toBe('token-expired')
  // The other signs of the same moment start nothing more.
  w.environment.resumed.set(1)
  expect(w.source.log.slice(before).filter(line => line.startsWith('open'))).toHaveLength(1)
})

test('C8: so is one that the client was about to join again', () => {
  const w = world({ signedIn: false })
  w.sessions.say({ ...sessionOf('ann'), expiresAt: HOUR_MS })
  w.goLive()
  w.environment.visible.set(false)
  w.source.say({ type: 'lost', cause: cut })
  w.clock.advance(8 * HOUR_MS)
  w.environment.visible.set(true)
  expect(w.source.log).toEqual(['open a for ann', 'close a', 'open a for ann'])
})

test('C8: a join under way when the network returns is asked too, and replaced when nobody answers', () => {
  const w = world({ random: 0.999, heartbeats: false })
  w.realtime.follow('a')
  w.environment.online.set(false)
  w.environment.online.set(true)
  w.clock.advance(1_950)
  expect(w.realtime.state.current.cause?.code).toBe('heartbeat-missed')
  expect(w.source.log).toEqual(['open a for ann', 'probe a', 'probe a', 'probe a', 'probe a'])
})

test('C8: a slow join whose socket answers is not interrupted by waking', () => {
  const w = world({ heartbeats: false })
  w.realtime.follow('a')
  w.environment.online.set(false)
  w.environment.online.set(true)
  w.clock.advance(300)
  w.source.say({ type: 'alive' })
  w.clock.advance(8_000)
  w.source.goLive()
  expect(w.source.log).toEqual(['open a for ann', 'probe a'])
  expect(w.realtime.state.current.status).toBe('live')
})

test('C8: showing and hiding the page does not put off that a dead socket is found out', () => {
  const w = world({ heartbeats: false })
  w.goLive()
  for (let i = 0; i < 20; i += 1) {
    w.environment.visible.set(i % 2 === 1)
    w.clock.advance(250)
  }
  expect(w.realtime.state.current.cause?.code).toBe('heartbeat-missed')
})

test('C8: after a sleep of eight hours with every timer overdue there is one recovery', () => {
  const w = world({ random: 0.999, heartbeats: false })
  w.realtime.follow('a')
  w.source.say({ type: 'lost', cause: refused })
  const before = w.source.log.length
  // The timers that were armed fall due together, and the machine is found to have slept.
  w.clock.advance(500)
  w.environment.resumed.set(1)
  everySign(w)
  w.clock.advance(1_000)
  expect(w.source.log.slice(before)).toEqual(['open a for ann'])
})

test('C8: nobody’s session is checked on waking too: it may only have been out of reach', () => {
  const w = world({ signedIn: false })
  w.realtime.follow('a')
  w.environment.online.set(false)
  w.environment.online.set(true)
  expect(w.sessions.checks()).toBe(1)
  expect(w.source.log).toEqual([])
})
