import {
  browserEnvironment,
  createTrace,
  systemClock,
  type AuthStateManager,
  type Environment,
  type ReconnectScheduler,
  type Source,
  type Trace,
} from '@everfresh/core'
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { config } from '@/shared/lib/config'
import { logTrace } from '@/shared/lib/logTrace'
import { startAnonymousSignIn, type SignInProgress } from './auth/anonymousSignIn'
import { startAuthManager } from './auth/AuthStateManager'
import { startReconnectScheduler } from './reconnect/ReconnectScheduler'
import type { Database } from './types'

/** The one Supabase client. */
export const supabase: SupabaseClient<Database> = createClient<Database>(
  config.supabaseUrl,
  config.supabaseAnonKey,
  // TanStack Query retries; two layers of retries would multiply.
  { db: { retry: false } },
)

/** What the realtime system did, for tests and the curious: a bounded ring, never read to decide. */
export const trace: Trace = createTrace(systemClock)
logTrace(trace)

/** The page's visibility, network and activity: listened to once. */
export const environment: Environment = browserEnvironment(systemClock)

export const authManager: AuthStateManager = startAuthManager(supabase, systemClock, trace)
export const signInProgress: Source<SignInProgress> = startAnonymousSignIn(
  supabase,
  authManager,
  systemClock,
)
export const reconnectScheduler: ReconnectScheduler = startReconnectScheduler(
  authManager,
  systemClock,
  trace,
)
