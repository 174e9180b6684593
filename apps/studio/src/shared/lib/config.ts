import { readEnv } from '@/integrations/supabase/config/env'
import type { RealtimeSource } from './switches'

/** What the Studio was built with. What holds at this moment is said by `runtimeSettings`. */
export interface Config {
  readonly supabaseUrl: string
  readonly supabaseAnonKey: string
  /** `VITE_REALTIME_ENABLED`, default true. False: no websocket is ever opened, polling carries everything. */
  readonly realtimeEnabled: boolean
  /**
   * `VITE_LEGACY_LISTENERS_ENABLED`, default false. True: `useWebSocket` listens in realtime's place; never
   * both.
   */
  readonly legacyListenersEnabled: boolean
  /** `VITE_DEADMODE_FORCE_POLLING_MS`: between polls when realtime is down; undefined: 5000. */
  readonly deadmodeForcePollingMs: number | undefined
  /** `VITE_REALTIME_SOURCE`, default `postgres_changes`: what tells of changes. */
  readonly realtimeSource: RealtimeSource
  /** A sentence for each variable that makes no sense; its default is used. */
  readonly problems: readonly string[]
}

export const config: Config = readEnv(import.meta.env)
