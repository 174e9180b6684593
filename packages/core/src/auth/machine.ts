import type { Machine } from '../machine.ts'
import type { Session } from './session.ts'

/** Who is signed in, as far as is known. `unknown`: the auth client has not said yet. */
export type AuthState =
  /** The auth client has not spoken yet. */
  | { readonly name: 'unknown' }
  | { readonly name: 'signed-out' }
  | { readonly name: 'signed-in'; readonly session: Session }

export interface AuthEvent {
  readonly type: 'session'
  readonly session: Session | null
}

/** What a session event amounts to, once compared with what was known. */
export type AuthChange =
  | { readonly type: 'signed-in'; readonly session: Session }
  | { readonly type: 'signed-out' }
  | { readonly type: 'user-changed'; readonly session: Session }
  | { readonly type: 'token-changed'; readonly session: Session }

/**
 *   unknown ──▶ signed-out ◀──▶ signed-in ⟲ (another user, another token)
 *
 * Decides by user id and token, never by the name of an event: the client repeats SIGNED_IN on each focus.
 */
export const authMachine: Machine<AuthState, AuthEvent, AuthChange> = {
  initial: { name: 'unknown' },
  next: (state, { session }) => {
    if (session === null) {
      if (state.name === 'signed-out') return [state]
      return [{ name: 'signed-out' }, { type: 'signed-out' }]
    }
    const type = state.name === 'signed-in' ? changeOf(state.session, session) : 'signed-in'
    if (type !== undefined)
      return [
        { name: 'signed-in', session },
        { type, session },
      ]
    return [state]
  },
}

function changeOf(known: Session, session: Session): 'user-changed' | 'token-changed' | undefined {
  if (known.userId !== session.userId) return 'user-changed'
  return known.accessToken !== session.accessToken || known.isAnonymous !== session.isAnonymous
    ? 'token-changed'
    : undefined
}
