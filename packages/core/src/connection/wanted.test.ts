import { expect, test } from 'vitest'
import { refused } from '../../test/causes.ts'
import { world } from '../../test/world.ts'
import { sessionOf } from '../testing/index.ts'

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

test('a provider without a scope does not close the channel of another', () => {
  const { realtime, source, clock } = world()
  realtime.follow('a')
  realtime.follow(undefined)
  clock.advance(10)
  expect(source.openScopes()).toEqual(['a'])
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
