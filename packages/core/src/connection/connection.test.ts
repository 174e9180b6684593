import { expect, test } from 'vitest'
import { world } from '../../test/world.ts'
import { sessionOf } from '../testing/index.ts'

const cut = { code: 'socket-closed', message: 'The connection to the server was cut.' } as const
const refused = { code: 'channel-error', message: 'The server refused.' } as const
const denied = { code: 'unauthorized', message: 'Not for you.' } as const

test('C1: joined is not live; proved is', () => {
  const { realtime, source, timeline, clock } = world()
  realtime.follow('a')
  clock.advance(100)
  source.say({ type: 'joined' })
  clock.advance(1_900)
  source.say({ type: 'proved' })
  expect(timeline).toEqual(['0 idle', '0 connecting', '2000 live'])
})

test('C1: a join that is never proved is not live, and is tried again', () => {
  const { realtime, source, timeline, clock } = world({ random: 0.9 })
  realtime.follow('a')
  source.say({ type: 'joined' })
  clock.advance(21_000)
  expect(timeline).toEqual(['0 idle', '0 connecting', '20000 polling'])
  expect(realtime.state.current.cause?.code).toBe('timed-out')
  expect(source.log).toEqual(['open a for ann', 'close a', 'open a for ann'])
})

test('C3: a cut socket leaves live at once, with its cause', () => {
  const { goLive, realtime, source, clock } = world()
  goLive()
  clock.advance(5_000)
  source.say({ type: 'lost', cause: cut })
  expect(realtime.state.current).toMatchObject({ status: 'polling', cause: cut, since: 5_000 })
})

test('C3: a cause that a newer source knows and this core does not leaves live too, and is tried again', () => {
  const { realtime, source, clock, goLive } = world()
  goLive()
  source.say({ type: 'lost', cause: { code: 'meteorite' as never, message: 'A meteorite.' } })
  expect(realtime.state.current).toMatchObject({ status: 'polling', cause: { code: 'meteorite' } })
  clock.advance(1_000)
  source.goLive()
  expect(realtime.state.current.status).toBe('live')
})

test('C5: a plain drop is left to the client for 12 s, then the channel is replaced', () => {
  const { goLive, source, clock } = world()
  goLive()
  source.say({ type: 'lost', cause: cut })
  clock.advance(11_999)
  expect(source.log).toEqual(['open a for ann'])
  clock.advance(1)
  expect(source.log).toEqual(['open a for ann', 'close a', 'open a for ann'])
})

test('C5: a drop that the client heals itself needs no second channel', () => {
  const { goLive, source, timeline, clock } = world()
  goLive()
  clock.advance(1_000)
  source.say({ type: 'lost', cause: cut })
  clock.advance(1_000)
  source.goLive()
  clock.advance(30_000)
  expect(source.log).toEqual(['open a for ann'])
  expect(timeline).toEqual(['0 idle', '0 connecting', '0 live', '1000 polling', '2000 live'])
})

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

test('C8: on waking the socket is asked, not trusted: alive or declared dead within 2 s', () => {
  const { environment, goLive, realtime, source, clock } = world({ heartbeats: false })
  goLive()
  environment.visible.set(false)
  clock.advance(20_000)
  environment.visible.set(true)
  clock.advance(1_949)
  expect(source.log).toEqual(['open a for ann', 'probe a', 'probe a', 'probe a'])
  expect(realtime.state.current.status).toBe('live')
  clock.advance(1)
  expect(realtime.state.current).toMatchObject({
    status: 'polling',
    cause: { code: 'heartbeat-missed' },
  })
  // The last word to the client: now it may drop the socket.
  expect(source.log.at(-1)).toBe('probe a')
})

test('C8: an answer to a probe is enough', () => {
  const { environment, goLive, realtime, source, clock } = world({ heartbeats: false })
  goLive()
  environment.visible.set(false)
  environment.visible.set(true)
  clock.advance(1_200)
  source.say({ type: 'alive' })
  clock.advance(30_000)
  expect(realtime.state.current.status).toBe('live')
})

test('I3: fifty focus changes on a healthy connection cause no join', () => {
  const { environment, goLive, realtime, source, clock } = world()
  goLive()
  for (let i = 0; i < 50; i += 1) {
    environment.visible.set(false)
    clock.advance(10)
    environment.visible.set(true)
    source.say({ type: 'alive' })
    realtime.heal({ sources: ['visibility'], reasons: ['focus'], priority: 'medium' })
    clock.advance(10)
  }
  expect(source.log.filter(line => !line.startsWith('probe'))).toEqual(['open a for ann'])
})

test('C1, C2: a socket silent for one and a half heartbeats is no longer live; a silent database is', () => {
  const { goLive, realtime, source, clock } = world({ heartbeats: false })
  goLive()
  for (let minute = 0; minute < 60; minute += 1) {
    clock.advance(25_000)
    source.say({ type: 'alive' })
  }
  expect(realtime.state.current.status).toBe('live')
  // Asked before it is given up: in a throttled tab the answer may only not have been read yet.
  clock.advance(37_500 + 1_949)
  expect(source.log).toEqual(['open a for ann', 'probe a', 'probe a', 'probe a'])
  expect(realtime.state.current.status).toBe('live')
  clock.advance(1)
  expect(realtime.state.current.cause?.code).toBe('heartbeat-missed')
})

test('C9: A to B to A at once ends on A alone', () => {
  const { realtime, source, clock } = world()
  const undoA = realtime.follow('a')
  undoA()
  const undoB = realtime.follow('b')
  undoB()
  realtime.follow('a')
  clock.advance(50)
  expect(source.openScopes()).toEqual(['a'])
})

test('C9: mounting twice, as StrictMode does, opens one channel', () => {
  const { realtime, source, clock } = world()
  const first = realtime.follow('a')
  first()
  realtime.follow('a')
  clock.advance(50)
  expect(source.log).toEqual(['open a for ann'])
})

test('C9: what a replaced channel still has to say changes nothing', () => {
  const { realtime, source, clock } = world()
  realtime.follow('a')
  realtime.follow('b')
  source.sayLate(1, { type: 'proved' })
  source.sayLate(1, { type: 'lost', cause: refused })
  clock.advance(10)
  expect(realtime.state.current.status).toBe('connecting')
  expect(source.openScopes()).toEqual(['b'])
})

test('A2: without a session nothing is joined; the session that comes joins once', () => {
  const { realtime, sessions, source, timeline } = world({ signedIn: false })
  realtime.follow('a')
  sessions.say(null, 'INITIAL_SESSION')
  expect(source.log).toEqual([])
  expect(realtime.state.current.status).toBe('waiting-auth')
  sessions.say(sessionOf('ann'))
  sessions.say(sessionOf('ann'))
  expect(source.log).toEqual(['open a for ann'])
  expect(timeline).toEqual(['0 connecting'])
})

test('A4: a sign-out removes the channel before any subscriber hears of it', () => {
  const { auth, goLive, sessions, source } = world()
  goLive()
  const heard: string[] = []
  auth.subscribe(
    'Screen',
    ({ name }) => void heard.push(`${name}, channels: ${source.openScopes().length}`),
  )
  sessions.say(null, 'SIGNED_OUT')
  expect(heard).toEqual(['signed-in, channels: 1', 'signed-out, channels: 0'])
})

test('A3: a new token of the same user is passed on, without a new channel and without a gap', () => {
  const { goLive, sessions, source, trace, clock } = world()
  goLive()
  const catchUps = () => trace.entries().filter(({ what }) => what === 'catch-up').length
  sessions.say(sessionOf('ann', 'the next token'), 'TOKEN_REFRESHED')
  clock.advance(2_000)
  source.say({ type: 'proved' })
  expect(source.log).toEqual(['open a for ann', 'renew a'])
  expect(catchUps()).toBe(1)
  clock.advance(10_000)
  source.say({ type: 'proved' })
  expect(catchUps()).toBe(2)
})

test('W3: switched off there is no channel; switched on at run time there is', () => {
  const { realtime, source, timeline } = world({ enabled: false })
  realtime.follow('a')
  expect(source.log).toEqual([])
  realtime.setEnabled(true)
  source.goLive()
  realtime.setEnabled(false)
  expect(source.log).toEqual(['open a for ann', 'close a'])
  expect(timeline).toEqual(['0 connecting', '0 live', '0 disabled'])
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

test('A2: a token that comes while the channel joins is passed on, and its echo is no gap', () => {
  const { realtime, sessions, source, trace, clock } = world()
  realtime.follow('a')
  source.say({ type: 'joined' })
  sessions.say(sessionOf('ann', 'the next token'), 'TOKEN_REFRESHED')
  source.say({ type: 'proved' })
  clock.advance(1_500)
  source.say({ type: 'proved' })
  expect(source.log).toEqual(['open a for ann', 'renew a'])
  expect(trace.entries().filter(({ what }) => what === 'catch-up')).toHaveLength(1)
})

test('C5: a token found outdated replaces the channel at once, but never in a loop', () => {
  const { realtime, source, clock } = world({ random: 0.999 })
  const outdated = { code: 'token-changed', message: 'renewed meanwhile' } as const
  realtime.follow('a')
  source.say({ type: 'lost', cause: outdated })
  expect(source.log).toEqual(['open a for ann', 'close a', 'open a for ann'])
  source.say({ type: 'lost', cause: outdated })
  expect(source.log).toHaveLength(4)
  clock.advance(2_000)
  expect(source.openScopes()).toEqual(['a'])
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

test('a source that throws is a cause like any other', () => {
  const { realtime, source, clock } = world({ random: 0 })
  const { open } = source
  let broken = true
  Object.assign(source, {
    open: (...args: Parameters<typeof open>) => {
      if (broken) throw new Error('no socket here')
      return open(...args)
    },
  })
  realtime.follow('a')
  expect(realtime.state.current.cause).toMatchObject({ code: 'channel-error' })
  expect(realtime.state.current.cause?.message).toContain('no socket here')
  broken = false
  clock.advance(10)
  expect(source.openScopes()).toEqual(['a'])
})

test('a provider without a scope does not close the channel of another', () => {
  const { realtime, source, clock } = world()
  realtime.follow('a')
  realtime.follow(undefined)
  clock.advance(10)
  expect(source.openScopes()).toEqual(['a'])
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

test('R8: another user is not asked about the last one’s scope, not even once', () => {
  const { realtime, sessions, source, clock } = world()
  const letGo = realtime.follow('of ann')
  source.goLive()
  sessions.say(sessionOf('ben'))
  expect(source.log).toEqual(['open of ann for ann', 'close of ann'])
  // The app lets go of the one and follows the other, in the same turn.
  realtime.follow('of ben')
  letGo()
  realtime.setEnabled(true)
  expect(source.openScopes()).toEqual([])
  clock.advance(0)
  expect(source.log.slice(2)).toEqual(['open of ben for ben'])
})

test('R8: who goes on following a scope gets it for the new user, a turn later', () => {
  const { goLive, sessions, source, clock } = world()
  goLive()
  sessions.say(sessionOf('ben'))
  clock.advance(0)
  expect(source.log).toEqual(['open a for ann', 'close a', 'open a for ben'])
})

test('R8: nor is one who signs in in the turn of the sign-out', () => {
  const { realtime, sessions, source, clock } = world()
  const letGo = realtime.follow('of ann')
  sessions.say(null, 'SIGNED_OUT')
  sessions.say(sessionOf('ben'))
  letGo()
  clock.advance(0)
  expect(source.log).toEqual(['open of ann for ann', 'close of ann'])
})

test('C9: stopped in the turn of a change nothing is opened any more, and no timer is left', () => {
  const { goLive, queryClient, realtime, sessions, source, clock } = world({ heartbeats: false })
  goLive()
  sessions.say(sessionOf('ben'))
  realtime.stop()
  queryClient.clear()
  expect(clock.pending()).toBe(0)
  clock.advance(60_000)
  expect(source.log).toEqual(['open a for ann', 'close a'])
})

test('C4: a proof repeated for the next user right after a token push is a gap', () => {
  const { goLive, sessions, source, trace, clock } = world()
  goLive()
  sessions.say(sessionOf('ann', 'the next token'), 'TOKEN_REFRESHED')
  sessions.say(sessionOf('ben'))
  clock.advance(0)
  source.goLive()
  source.say({ type: 'proved' })
  expect(trace.entries().filter(({ what }) => what === 'catch-up')).toHaveLength(3)
})
