import type { Session, SessionSource } from '@everfresh/core'
import type { Session as SupabaseSession, SupabaseClient } from '@supabase/supabase-js'
import { subscribeAsOurs } from './auth-listeners.ts'

/**
 * The sessions of a Supabase client: its one `onAuthStateChange` subscription. The listener runs inside
 * the client's own callback and nothing is awaited there, so no auth operation is held up.
 *
 * An outage of auth is never told as a sign-out: while a stored session cannot be renewed, nothing is
 * told. The client goes on trying (in a visible page every 30 s, and at each request; it keeps a failure
 * for a minute), and the session is told when it succeeds.
 */
export function supabaseSessions({ auth }: Pick<SupabaseClient, 'auth'>): SessionSource {
  let check: Promise<void> | undefined
  return {
    // Renews what is about to end; what comes of it is said by the subscription like any renewal.
    check: () => {
      const done = (): void => void (check = undefined)
      check ??= auth.getSession().then(done, done)
    },
    subscribe: listener => {
      let question: ReturnType<typeof auth.getSession> | undefined

      const tell = (session: SupabaseSession | null, event: string): void => {
        question = undefined
        listener(session && toSession(session), event)
      }

      // auth-js says INITIAL_SESSION null also of a stored session that it could not renew: only the
      // error of `getSession` tells the two apart.
      const askAgain = async (event: string): Promise<void> => {
        const asked = auth.getSession()
        question = asked
        const { data, error } = await asked
        if (error === null && question === asked) tell(data.session, event)
      }

      const unsubscribe = subscribeAsOurs(auth, (event, session) => {
        if (session !== null || event === 'SIGNED_OUT') tell(session, event)
        // A question that cannot be answered at all says as little as one answered by an error.
        else if (event === 'INITIAL_SESSION') askAgain(event).catch(() => undefined)
      })
      return () => {
        question = undefined
        unsubscribe()
      }
    },
  }
}

function toSession({ access_token, expires_at, user }: SupabaseSession): Session {
  return {
    userId: user.id,
    accessToken: access_token,
    isAnonymous: user.is_anonymous ?? false,
    ...(expires_at === undefined ? {} : { expiresAt: expires_at * 1_000 }),
  }
}
