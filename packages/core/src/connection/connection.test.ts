import { expect, test } from 'vitest'
import { cut } from '../../test/causes.ts'
import { world } from '../../test/world.ts'

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
