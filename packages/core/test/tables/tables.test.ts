import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  authMachine,
  type AuthChange,
  type AuthEvent,
  type AuthState,
} from '../../src/auth/machine.ts'
import type { Session } from '../../src/auth/session.ts'
import {
  reconnectMachine,
  type AuthHeal,
  type Priority,
  type ReconnectEvent,
  type ReconnectState,
} from '../../src/reconnect/machine.ts'
import { authTable, type AuthColumn } from './auth.ts'
import { reconnectTable, type ReconnectColumn } from './reconnect.ts'
import { NOW, observed, type Examples } from './table.ts'

const word = fc.string({ minLength: 1 })
const past = fc.integer({ min: 0, max: NOW })

const session: fc.Arbitrary<Session> = fc.record({
  userId: word,
  accessToken: word,
  isAnonymous: fc.constant(true),
})

const auth: Examples<AuthState['name'], AuthColumn, AuthState, AuthEvent, AuthChange> = {
  states: {
    unknown: fc.constant({ name: 'unknown' }),
    'signed-out': fc.constant({ name: 'signed-out' }),
    'signed-in': session.map(known => ({ name: 'signed-in', session: known })),
  },
  events: {
    nobody: () => fc.constant({ type: 'session', session: null }),
    'the same session again': told(known => ({ ...known })),
    'the same user, another token': told(known => ({
      ...known,
      accessToken: `${known.accessToken}+`,
    })),
    'the same user, no longer anonymous': told(known => ({ ...known, isAnonymous: false })),
    'another user': told(known => ({ ...known, userId: `${known.userId}+` })),
  },
  rowOf: state => state.name,
  effectAs: change => change.type,
}

/** An event with a session made from the one that is known, or from any where none is. */
function told(from: (known: Session) => Session): (state: AuthState) => fc.Arbitrary<AuthEvent> {
  return state => {
    const known = state.name === 'signed-in' ? fc.constant(state.session) : session
    return known.map(one => ({ type: 'session', session: from(one) }))
  }
}

test('A3, A5: the table of auth is what its machine does, cell by cell', () => {
  expect(observed(authMachine, auth)).toEqual(authTable)
})

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
