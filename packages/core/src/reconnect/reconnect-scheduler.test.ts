import { expect, test } from 'vitest'
import { manualClock } from '../testing/index.ts'
import type { Priority } from './machine.ts'
import { createReconnectScheduler } from './reconnect-scheduler.ts'

function start() {
  const clock = manualClock()
  const log: string[] = []
  const scheduler = createReconnectScheduler({
    clock,
    dispatch: ({ sources, reasons, priority }) =>
      log.push(`${clock.now()} ${priority} ${sources.join('+')}: ${reasons.join(', ')}`),
  })
  const ask = (source: string, priority: Priority = 'medium', reason = 'why') =>
    scheduler.request({ source, reason, priority })
  return { ask, clock, log, scheduler }
}

test('I1: wishes within a second are one, with all sources and reasons and the highest priority', () => {
  const { ask, clock, log } = start()
  ask('auth', 'low', 'token')
  clock.advance(300)
  ask('visibility', 'medium', 'shown')
  clock.advance(300)
  ask('auth', 'medium', 'session')
  clock.advance(60_000)
  expect(log).toEqual(['1600 medium auth+visibility: token, shown, session'])
})

test('I1: somebody who asks every 900 ms does not put it off for ever', () => {
  const { ask, clock, log } = start()
  for (let i = 0; i < 10; i += 1) {
    ask('nagger')
    clock.advance(900)
  }
  expect(log[0]).toBe('3000 medium nagger: why')
})

test('I1: dispatches are at least 5 s apart; what comes between is deferred, not dropped', () => {
  const { ask, clock, log } = start()
  ask('first')
  clock.advance(1_000)
  ask('second')
  clock.advance(60_000)
  expect(log).toEqual(['1000 medium first: why', '6000 medium second: why'])
})

test('I2: a person skips the debounce, not the minimum interval', () => {
  const { ask, clock, log } = start()
  ask('button', 'high')
  clock.advance(0)
  ask('button', 'high')
  clock.advance(60_000)
  expect(log).toEqual(['0 high button: why', '5000 high button: why'])
})

test('I2: a high wish takes those that wait along', () => {
  const { ask, clock, log } = start()
  ask('poller', 'low')
  clock.advance(200)
  ask('button', 'high')
  clock.advance(60_000)
  expect(log).toEqual(['200 high poller+button: why'])
})

test('I2: the return of the network ends the minimum interval', () => {
  const { ask, clock, log, scheduler } = start()
  ask('button', 'high')
  clock.advance(100)
  scheduler.online()
  ask('button', 'high')
  clock.advance(0)
  expect(log).toEqual(['0 high button: why', '100 high button: why'])
})

test('I2: a low wish waits its turn', () => {
  const { ask, clock, log } = start()
  ask('poller', 'low')
  clock.advance(60_000)
  expect(log).toEqual(['3000 low poller: why'])
})

test('after stop nothing is dispatched and no timer is left', () => {
  const { ask, clock, log, scheduler } = start()
  ask('auth')
  scheduler.stop()
  clock.advance(60_000)
  expect(log).toEqual([])
  expect(clock.pending()).toBe(0)
})
