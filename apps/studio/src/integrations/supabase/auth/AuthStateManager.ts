import {
  createAuthStateManager,
  type AuthStateManager,
  type Clock,
  type Trace,
} from '@everfresh/core'
import { supabaseSessions } from '@everfresh/supabase'
import type { SupabaseClient } from '@supabase/supabase-js'

/**
 * Who is signed in. Components subscribe here, `authManager.subscribe('Gallery', callback)`, and never to
 * `onAuthStateChange`.
 */
export function startAuthManager(
  client: Pick<SupabaseClient, 'auth'>,
  clock: Clock,
  trace: Trace,
): AuthStateManager {
  return createAuthStateManager({ sessions: supabaseSessions(client), clock, trace })
}
