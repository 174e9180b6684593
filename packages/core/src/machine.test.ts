import { expect, test, vi } from 'vitest'
import { run, type Machine } from './machine.ts'
import { manualClock } from './testing/manual-clock.ts'

type State =
  | { readonly name: 'idle' }
  | { readonly name: 'trying'; readonly attempt: number }
  | { readonly name: 'done' }
type Event = { readonly type: 'go' } | { readonly type: 'ok' } | { readonly type: 'due' }

const retrying: Machine<State, Event, 'try'> = {
  initial: { name: 'idle' },
  next: (state, event) => {
    if (event.type === 'ok') return [{ name: 'done' }]
    if (event.type === 'go') return [{ name: 'trying', attempt: 1 }, 'try']
    return state.name === 'trying'
      ? [{ name: 'trying', attempt: state.attempt + 1 }, 'try']
      : [state]
  },
  limit: state =>
    state.name === 'trying'
      ? { ms: 1_000, jitterMs: 1_000 * state.attempt, event: { type: 'due' } }
      : undefined,
}

function start(perform: (send: (event: Event) => void, now: number) => void, random = 0) {
  const clock = manualClock()
  const log: string[] = []
  const running = run(retrying, {
    clock,
    random: () => random,
    perform: (_, send) => perform(send, clock.now()),
    observe: (from, event, to) =>
      log.push(`${clock.now()} ${event.type}: ${from.name} → ${to.name}`),
  })
  return { clock, log, running }
}

test('a state that outlives its limit is left, as often as it takes', () => {
  const { clock, log, running } = start((send, now) => now >= 2_000 && send({ type: 'ok' }))
  running.send({ type: 'go' })
  clock.advance(60_000)
  expect(log).toEqual([
    '0 go: idle → trying',
    '1000 due: trying → trying',
    '2000 due: trying → trying',
    '2000 ok: trying → done',
  ])
})

test('a jittered limit is the fixed part plus an even draw', () => {
  const { clock, log, running } = start(() => undefined, 0.5)
  running.send({ type: 'go' })
  clock.advance(3_500)
  expect(log).toEqual([
    '0 go: idle → trying',
    '1500 due: trying → trying',
    '3500 due: trying → trying',
  ])
})

test('an event sent while another is handled waits its turn', () => {
  const seen: string[] = []
  const { running } = start(send => {
    send({ type: 'ok' })
    seen.push('performed to the end')
  })
  running.subscribe(() => seen.push(running.current.name))
  running.send({ type: 'go' })
  // Nobody hears of a state that was left before anybody could see it.
  expect(seen).toEqual(['performed to the end', 'done'])
})

test('after stop no timer is left and no event is heard', () => {
  const { clock, log, running } = start(() => undefined)
  running.send({ type: 'go' })
  running.stop()
  running.send({ type: 'ok' })
  clock.advance(60_000)
  expect(log).toEqual(['0 go: idle → trying'])
  expect(clock.pending()).toBe(0)
})

test('an effect that throws is reported, and stops neither the machine nor later events', () => {
  const reported: unknown[] = []
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error))
  const { running } = start(() => {
    throw new Error('the effect failed')
  })
  running.subscribe(() => {
    throw new Error('the listener failed')
  })
  running.send({ type: 'go' })
  running.send({ type: 'ok' })
  vi.unstubAllGlobals()
  expect(running.current).toEqual({ name: 'done' })
  expect(reported.map(String)).toEqual([
    'Error: the effect failed',
    'Error: the listener failed',
    'Error: the listener failed',
  ])
})

test('a machine that is stopped by one of its effects does nothing more', () => {
  const told: string[] = []
  const { running } = start(() => running.stop())
  running.subscribe(() => told.push(running.current.name))
  running.send({ type: 'go' })
  expect(told).toEqual([])
})

test('stopped by whoever observes it or between two effects, a machine does nothing more', () => {
  const twice: Machine<number, 'go', string> = {
    initial: 0,
    next: count => [count + 1, 'first', 'second'],
  }
  const done: string[] = []
  const host = { clock: manualClock(), random: () => 0 }
  const perform = (effect: string): void => {
    done.push(effect)
    running.stop()
  }
  const running = run(twice, { ...host, perform })
  running.send('go')
  expect([running.current, done]).toEqual([1, ['first']])

  const observed = run(twice, { ...host, perform, observe: () => observed.stop() })
  observed.send('go')
  expect([observed.current, done]).toEqual([0, ['first']])
})
