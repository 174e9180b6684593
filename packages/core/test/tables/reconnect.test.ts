import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  reconnectMachine,
  type AuthHeal,
  type Priority,
  type ReconnectEvent,
  type ReconnectState,
} from '../../src/reconnect/machine.ts'
import { reconnectTable, type ReconnectColumn } from './reconnect.ts'
import { NOW, observed, type Examples } from './table.ts'

const word = fc.string({ minLength: 1 })
const past = fc.integer({ min: 0, max: NOW })
const priority = fc.constantFrom<Priority>('low', 'medium', 'high')
const lastAt = fc.oneof(fc.constant(-Infinity), past)

const reconnect: Examples<
  ReconnectState['name'],
  ReconnectColumn,
  ReconnectState,
  ReconnectEvent,
  AuthHeal
> = {
  states: {
    quiet: lastAt.map(at => ({ name: 'quiet', lastAt: at })),
    collecting: fc.record({
      name: fc.constant('collecting'),
      lastAt,
      firstAt: past,
      dueAt: fc.integer({ min: NOW - 5_000, max: NOW + 5_000 }),
      heal: fc.record({ sources: fc.array(word), reasons: fc.array(word), priority }),
    }),
  },
  events: {
    'intent, low': intent('low'),
    'intent, medium': intent('medium'),
    'intent, high': intent('high'),
    online: () => fc.constant({ type: 'online' }),
    due: () => fc.constant({ type: 'due' }),
  },
  rowOf: state => state.name,
  effectAs: () => 'realtime:auth-heal',
  limitAs: (limit, state) => {
    if (state.name === 'quiet') return limit === undefined ? '—' : `${limit.ms} ms`
    const dueInMs = Math.max(0, state.dueAt - NOW)
    return limit?.ms === dueInMs ? 'until it is due' : `${limit?.ms} ms, due in ${dueInMs} ms`
  },
}

function intent(urgency: Priority): () => fc.Arbitrary<ReconnectEvent> {
  const of = fc.record({ source: word, reason: word, priority: fc.constant(urgency) })
  return () => of.map(one => ({ type: 'intent', intent: one }))
}

test('I1, I2: the table of reconnect intents is what their machine does, cell by cell', () => {
  const times = { debounceMs: 1_000, maxWaitMs: 3_000, minIntervalMs: 5_000 }
  expect(observed(reconnectMachine(times), reconnect)).toEqual(reconnectTable)
})
