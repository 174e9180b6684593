import { expect, test } from 'vitest'
import { cut, denied, refused } from '../../test/causes.ts'
import { world } from '../../test/world.ts'
import { sessionOf } from '../testing/index.ts'

test('C7: refusals back off with growing, capped, jittered delays, and never end', () => {
  const { realtime, source, clock } = world({ random: 0.999 })
  realtime.follow('a')
  const opened: number[] = []
  for (let i = 0; i < 8; i += 1) {
    source.say({ type: 'lost', cause: refused })
    const before = source.log.length
    while (source.log.length === before) clock.advance(100)
    opened.push(Math.round(clock.now() / 1_000))
  }
  expect(opened).toEqual([1, 3, 7, 15, 31, 61, 91, 121])
})

test('C7: a short life does not reset the counter, ten seconds of live do', () => {
  const { goLive, realtime, source, clock } = world({ random: 0.999 })
  goLive()
  const secondsUntilReopened = (): number => {
    const from = clock.now()
    const before = source.log.length
    source.say({ type: 'lost', cause: refused })
    while (source.log.length < before + 2) clock.advance(100)
    source.goLive()
    return Math.round((clock.now() - from) / 1_000)
  }
  expect([secondsUntilReopened(), secondsUntilReopened(), secondsUntilReopened()]).toEqual([
    1, 2, 4,
  ])
  clock.advance(10_000)
  expect(realtime.state.current.status).toBe('live')
  expect(secondsUntilReopened()).toBe(1)
})

test('C7: what will not heal by itself is asked about every five minutes, and at once on a new token', () => {
  const { realtime, sessions, source, clock } = world({ random: 0 })
  realtime.follow('a')
  source.say({ type: 'lost', cause: denied })
  clock.advance(299_999)
  expect(source.log).toEqual(['open a for ann', 'close a'])
  clock.advance(1)
  expect(source.log).toHaveLength(3)
  source.say({ type: 'lost', cause: denied })
  sessions.say(sessionOf('ann', 'a new token'), 'TOKEN_REFRESHED')
  expect(source.log).toEqual([
    'open a for ann',
    'close a',
    'open a for ann',
    'close a',
    'open a for ann',
  ])
})

test('A2, C7: what waits for want of a good token begins anew with the next one', () => {
  const { realtime, sessions, source } = world({ random: 0.999 })
  const expired = { code: 'token-expired', message: 'There is no valid session.' } as const
  realtime.follow('a')
  source.say({ type: 'lost', cause: expired })
  source.say({ type: 'lost', cause: expired })
  expect(source.openScopes()).toEqual([])
  sessions.say(sessionOf('ann', 'a new token'), 'TOKEN_REFRESHED')
  expect(source.openScopes()).toEqual(['a'])
})

test('a person who asks for a connection gets an attempt at once', () => {
  const { realtime, source, clock } = world({ random: 0.999 })
  realtime.follow('a')
  for (let i = 0; i < 6; i += 1) {
    source.say({ type: 'lost', cause: refused })
    if (i < 5) clock.advance(30_000)
  }
  const before = source.log.length
  realtime.reconnect()
  expect(source.log.slice(before)).toEqual(['open a for ann'])
})

test('the network back ends a long backoff within half a second', () => {
  const { environment, realtime, source, clock } = world({ random: 0.999 })
  realtime.follow('a')
  for (let i = 0; i < 5; i += 1) {
    source.say({ type: 'lost', cause: refused })
    clock.advance(30_000)
  }
  source.say({ type: 'lost', cause: refused })
  environment.online.set(false)
  expect(realtime.state.current.status).toBe('offline')
  const before = source.log.length
  environment.online.set(true)
  clock.advance(500)
  expect(source.log.slice(before)).toEqual(['open a for ann'])
})

test('the scheduler’s wish shortens a backoff and leaves an attempt under way alone', () => {
  const { realtime, source, clock } = world({ random: 0.999 })
  const wish = { sources: ['auth'], reasons: ['token'], priority: 'medium' } as const
  realtime.follow('a')
  realtime.heal(wish)
  expect(source.log).toEqual(['open a for ann'])
  for (let i = 0; i < 5; i += 1) {
    source.say({ type: 'lost', cause: refused })
    clock.advance(30_000)
  }
  source.say({ type: 'lost', cause: refused })
  const before = source.log.length
  realtime.heal(wish)
  clock.advance(500)
  expect(source.log.slice(before)).toEqual(['open a for ann'])
})

test('C7: rejoins that keep failing back off too: the counter lives outside of the attempt', () => {
  const { goLive, source, clock } = world({ random: 0.999, heartbeats: false })
  goLive()
  const openedAt: number[] = []
  for (let i = 0; i < 4; i += 1) {
    source.say({ type: 'lost', cause: i === 0 ? cut : refused })
    const before = source.log.filter(line => line.startsWith('open')).length
    while (source.log.filter(line => line.startsWith('open')).length === before) clock.advance(100)
    openedAt.push(Math.round(clock.now() / 1_000))
  }
  expect(openedAt).toEqual([12, 14, 18, 26])
})

test('C7: after a restart of the server the client has up to 4 s longer, so that not all come at once', () => {
  const { goLive, source, clock } = world({ random: 0.999, heartbeats: false })
  goLive()
  source.say({
    type: 'lost',
    cause: { code: 'server-restarting', message: 'The server restarts.' },
  })
  clock.advance(15_995)
  expect(source.log).toEqual(['open a for ann'])
  clock.advance(5)
  expect(source.openScopes()).toEqual(['a'])
  expect(source.log).toHaveLength(3)
})

test('C7: a join that a starting server refuses is removed, and the first wait is up to 4 s', () => {
  const { realtime, source, clock } = world({ random: 0.999 })
  realtime.follow('a')
  const waits: number[] = []
  for (let i = 0; i < 5; i += 1) {
    source.say({ type: 'lost', cause: { code: 'server-not-ready', message: 'Starting.' } })
    expect(source.openScopes()).toEqual([])
    const from = clock.now()
    while (source.openScopes().length === 0) clock.advance(100)
    waits.push(Math.round((clock.now() - from) / 1_000))
  }
  expect(waits).toEqual([4, 4, 4, 8, 16])
})

test('C7: a hidden page makes no attempt until it is shown, and then one soon', () => {
  const { environment, realtime, source, clock } = world({ random: 0.999 })
  realtime.follow('a')
  environment.visible.set(false)
  source.say({ type: 'lost', cause: refused })
  clock.advance(3_600_000)
  expect(source.log).toEqual(['open a for ann', 'close a'])
  environment.visible.set(true)
  clock.advance(500)
  expect(source.log).toEqual(['open a for ann', 'close a', 'open a for ann'])
})

test('C7: a cut while the page is hidden is left to the client until the page is shown', () => {
  const { environment, goLive, source, clock } = world({ random: 0.999 })
  goLive()
  environment.visible.set(false)
  source.say({ type: 'lost', cause: cut })
  clock.advance(60_000)
  environment.online.set(false)
  environment.online.set(true)
  clock.advance(60_000)
  expect(source.log).toEqual(['open a for ann'])
  environment.visible.set(true)
  clock.advance(500)
  expect(source.log).toEqual(['open a for ann', 'close a', 'open a for ann'])
})

test('C7: hiding and showing the page does not put off what is asked rarely', () => {
  const { environment, realtime, source, clock } = world({ random: 0 })
  realtime.follow('a')
  source.say({ type: 'lost', cause: denied })
  for (let minute = 0; minute < 4; minute += 1) {
    clock.advance(60_000)
    environment.visible.set(false)
    environment.visible.set(true)
  }
  clock.advance(59_999)
  expect(source.log).toEqual(['open a for ann', 'close a'])
  clock.advance(1)
  expect(source.log.at(-1)).toBe('open a for ann')
})

test('C7: waking resets the counter, and so does a person', () => {
  const { environment, realtime, source, clock } = world({ random: 0.999 })
  realtime.follow('a')
  const failSixTimes = (): void => {
    for (let i = 0; i < 6; i += 1) {
      source.say({ type: 'lost', cause: refused })
      if (i < 5) clock.advance(31_000)
    }
  }
  const msUntilOpen = (): number => {
    const from = clock.now()
    while (source.openScopes().length === 0) clock.advance(100)
    return clock.now() - from
  }
  failSixTimes()
  environment.resumed.set(1)
  msUntilOpen()
  source.say({ type: 'lost', cause: refused })
  expect(msUntilOpen()).toBe(1_000)
  failSixTimes()
  realtime.reconnect()
  source.say({ type: 'lost', cause: refused })
  expect(msUntilOpen()).toBe(1_000)
})

test('C7: it never gives up: after an hour of refusals it is live within one slow probe', () => {
  const { realtime, source, clock } = world({ random: 0.999 })
  realtime.follow('a')
  const from = source.log.length
  while (clock.now() < 3_600_000) {
    if (source.openScopes().length > 0) source.say({ type: 'lost', cause: refused })
    clock.advance(1_000)
  }
  const joins = source.log.slice(from).filter(line => line.startsWith('open')).length
  expect(joins).toBeLessThanOrEqual(130)
  const healedAt = clock.now()
  while (source.openScopes().length === 0) clock.advance(100)
  expect(clock.now() - healedAt).toBeLessThanOrEqual(30_000)
  source.goLive()
  expect(realtime.state.current.status).toBe('live')
})

test('C7: with full jitter two hundred clients refused together do not come back together', () => {
  const openedAt: number[] = []
  for (let i = 0; i < 200; i += 1) {
    const { realtime, source, clock } = world({ random: i / 200 })
    realtime.follow('a')
    source.say({ type: 'lost', cause: { code: 'server-not-ready', message: 'Starting.' } })
    while (source.openScopes().length === 0) clock.advance(100)
    openedAt.push(clock.now())
    realtime.stop()
  }
  const inSecond = (n: number): number =>
    openedAt.filter(at => at > n * 1_000 && at <= (n + 1) * 1_000).length
  for (const n of [0, 1, 2, 3]) expect(inSecond(n)).toBeLessThanOrEqual(52)
})
