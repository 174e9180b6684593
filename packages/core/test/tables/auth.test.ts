import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  authMachine,
  type AuthChange,
  type AuthEvent,
  type AuthState,
} from '../../src/auth/machine.ts'
import type { Session } from '../../src/auth/session.ts'
import { authTable, type AuthColumn } from './auth.ts'
import { observed, type Examples } from './table.ts'

const word = fc.string({ minLength: 1 })

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
