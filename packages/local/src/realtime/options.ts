import type { RealtimeLimits } from './limits.ts'

/**
 * A named pace. `fast`: nothing is waited for. `production`: as the real server was seen to behave,
 * with its late errors, its cold start, its polls and its silent losses.
 */
export type Profile = 'fast' | 'production'

/** The pace of the realtime server. Each sentence says the time under `fast` and under `production`. */
export interface RealtimeOptions {
  /** The pace of everything that is not set by itself below. Default `fast`. */
  readonly profile?: Profile
  /** Milliseconds between a join's reply and the `system` message that changes flow. 0; 10 (really 5 to 15). */
  readonly subscribeDelayMs?: number
  /**
   * Milliseconds that the first subscription to changes takes, until it is said to flow; what commits
   * before is lost. 0; 2000 (really 1000 to 3000).
   */
  readonly coldStartMs?: number
  /**
   * Milliseconds from the first websocket until broadcasts from the database are said to flow; what
   * commits in the first half is lost. 0; 500.
   */
  readonly replicationStartMs?: number
  /** Milliseconds until changes are told by the rights of a new token. 0; 1500 (really 1000 to 3000). */
  readonly tokenDelayMs?: number
  /** Milliseconds a refused join takes to be answered, while the whole socket stands still. 0; 5000. */
  readonly joinErrorDelayMs?: number
  /** Milliseconds a refused handshake takes to be answered. 0; 2000. */
  readonly connectErrorDelayMs?: number
  /**
   * Milliseconds between two looks at the database's changes; five times as long while there are
   * none. 0: each commit is pushed at once; 100.
   */
  readonly pollIntervalMs?: number
  /** Milliseconds before the stream of changes is tried again after a lost connection. 0; 1000. */
  readonly reconnectMs?: number
  /**
   * Changes told each second, as an average over 60 s. What is over is lost, and nobody is told.
   * Infinity; 100.
   */
  readonly changesPerSecond?: number
  /**
   * Milliseconds between two looks at which tables are published. When that has changed, every
   * subscription is made anew. 5000; 60000.
   */
  readonly publicationCheckMs?: number
  /** Milliseconds after which a socket that says nothing is closed with 1000. 60000 under both. */
  readonly idleTimeoutMs?: number
  /** What clients may ask of the server, where it is not the default. */
  readonly limits?: Partial<RealtimeLimits>
}

export type Pace = Required<Omit<RealtimeOptions, 'profile' | 'limits'>>

const profiles: Readonly<Record<Profile, Pace>> = {
  fast: {
    subscribeDelayMs: 0,
    coldStartMs: 0,
    replicationStartMs: 0,
    tokenDelayMs: 0,
    joinErrorDelayMs: 0,
    connectErrorDelayMs: 0,
    pollIntervalMs: 0,
    reconnectMs: 0,
    changesPerSecond: Number.POSITIVE_INFINITY,
    publicationCheckMs: 5_000,
    idleTimeoutMs: 60_000,
  },
  production: {
    subscribeDelayMs: 10,
    coldStartMs: 2_000,
    replicationStartMs: 500,
    tokenDelayMs: 1_500,
    joinErrorDelayMs: 5_000,
    connectErrorDelayMs: 2_000,
    pollIntervalMs: 100,
    reconnectMs: 1_000,
    changesPerSecond: 100,
    publicationCheckMs: 60_000,
    idleTimeoutMs: 60_000,
  },
}

/** Whether a text names a profile. */
export function isProfile(text: string): text is Profile {
  return Object.hasOwn(profiles, text)
}

/** The pace of the profile, with everything that was set by itself. */
export function paceOf({ profile = 'fast', ...options }: RealtimeOptions): Pace {
  return { ...profiles[profile], ...options }
}
