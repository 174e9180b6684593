import {
  browserEnvironment,
  createTrace,
  systemClock,
  type AuthStateManager,
  type BackendReports,
  type Environment,
  type ReconnectScheduler,
  type Trace,
} from '@everfresh/core'
import { everfreshOptions } from '@everfresh/supabase'
import { countAuthListeners } from '@everfresh/supabase/diagnose'
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { config } from '@/shared/lib/config'
import { logTrace } from '@/shared/lib/logTrace'
import { openedSource } from '@/shared/lib/openedSource'
import { startAnonymousSignIn, type AnonymousSignIn } from './auth/anonymousSignIn'
import { startAuthManager } from './auth/AuthStateManager'
import { startReconnectScheduler } from './reconnect/ReconnectScheduler'
import type { Database } from './types'

/** The page's visibility, network and activity: listened to once. */
export const environment: Environment = browserEnvironment(systemClock)

// On the feed a write is told apart from others': what is heard of it again costs nothing.
const { options, reports } = everfreshOptions({}, { environment, feed: openedSource === 'feed' })

/** What came of each request to the backend: what polling backs off by. */
export const backendReports: BackendReports = reports

/** The one Supabase client. */
export const supabase: SupabaseClient<Database> = createClient<Database>(
  config.supabaseUrl,
  config.supabaseAnonKey,
  options,
)

// So that the diagnosis can name whoever listens beside the AuthStateManager.
if (import.meta.env.DEV) countAuthListeners(supabase)

/** What the realtime system did, for tests and the curious: a bounded ring, never read to decide. */
export const trace: Trace = createTrace(systemClock)
logTrace(trace)

export const authManager: AuthStateManager = startAuthManager(supabase, systemClock, trace)
export const anonymousSignIn: AnonymousSignIn = startAnonymousSignIn(supabase, authManager, {
  clock: systemClock,
})
export const reconnectScheduler: ReconnectScheduler = startReconnectScheduler(
  authManager,
  systemClock,
  trace,
)
