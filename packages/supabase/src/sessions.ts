import type { SessionSource } from '@everfresh/core'
import type { SupabaseClient } from '@supabase/supabase-js'

/**
 * The sessions of a Supabase client: its one `onAuthStateChange` subscription. The listener runs inside
 * the client's own callback and nothing is awaited there, so no auth operation is held up.
 */
export function supabaseSessions(client: Pick<SupabaseClient, 'auth'>): SessionSource {
  return {
    subscribe: listener => {
      const { data } = client.auth.onAuthStateChange((event, session) =>
        listener(
          session && {
            userId: session.user.id,
            accessToken: session.access_token,
            isAnonymous: session.user.is_anonymous ?? false,
          },
          event,
        ),
      )
      return () => data.subscription.unsubscribe()
    },
  }
}
