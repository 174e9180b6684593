import type { Session, SessionSource } from '../auth/session.ts'
import { createListeners } from '../listeners.ts'

/** A `SessionSource` in the hands of a test. */
export interface ScriptedSessions extends SessionSource {
  /** Says what the auth client would say. */
  readonly say: (session: Session | null, event?: string) => void
  /** How often the session was to be checked. */
  readonly checks: () => number
}

/** Sessions that say only what they are told to say. */
export function scriptedSessions(): ScriptedSessions {
  const listeners = createListeners<[Session | null, string]>()
  let checks = 0
  return {
    subscribe: listeners.add,
    check: () => void (checks += 1),
    checks: () => checks,
    say: (session, event = 'SIGNED_IN') => listeners.tell(session, event),
  }
}

/** A session of `userId`; `token` tells two sessions of one user apart. */
export function sessionOf(userId: string, token = `token of ${userId}`): Session {
  return { userId, accessToken: token, isAnonymous: false }
}
