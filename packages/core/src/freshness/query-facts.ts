import type { QueryKey } from '../invalidation/query-cache.ts'

/** What is known of one cached query, as plain data: freshness and explanations are derived from it. */
export interface QueryFacts {
  readonly key: QueryKey
  readonly hash: string
  /** The declared families that cover it. Empty: no event, no poll and no catch-up reaches it. */
  readonly families: readonly QueryKey[]
  /** The tables that those families say they read; undefined: every table of the scope. */
  readonly tables: readonly string[] | undefined
  /** The tables of these that the server refuses to push. */
  readonly refused: readonly string[]
  /** `inactive`: nobody shows it. `disabled`: who shows it has it disabled. `static`: it is never stale. */
  readonly use: 'active' | 'inactive' | 'disabled' | 'static'
  /** `paused`: TanStack waits for the network before it asks. */
  readonly fetch: 'idle' | 'fetching' | 'paused'
  readonly hasData: boolean
  /** The last fetch failed. */
  readonly failed: boolean
  /** Something happened after the fetch of what is shown began: an event, a catch-up, an invalidation. */
  readonly owed: boolean
  /** When the fetch of what is shown began, in ms since the epoch; undefined while nothing is shown. */
  readonly updatedAt: number | undefined
  /** Why it is held, one for each hold over it; empty: it is not. A hold without a reason says `''`. */
  readonly holds: readonly string[]
  /** How long after one fetch the next one comes by itself, in ms; undefined: not by time. */
  readonly pollMs: number | undefined
  /** How often a change log is asked about it, in ms; undefined: it is not. */
  readonly askedMs: number | undefined
  /** When the next fetch is, in ms since the epoch; undefined also while a fetch is in flight. */
  readonly nextPollAt: number | undefined
}
