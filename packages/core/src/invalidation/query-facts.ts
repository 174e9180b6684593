import type { CachedQuery, QueryKey } from './query-cache.ts'
import type { Refetcher } from './refetcher.ts'

/** How a cached query of a declared family stands; plain data. */
export interface QueryFacts {
  readonly key: QueryKey
  readonly hash: string
  /** Somebody shows it. */
  readonly active: boolean
  readonly status: CachedQuery['state']['status']
  readonly fetchStatus: CachedQuery['state']['fetchStatus']
  /** Something changed that it does not show yet. */
  readonly stale: boolean
  readonly held: boolean
  /** When the fetch began whose data it shows, in ms since the epoch; undefined while it shows nothing. */
  readonly fetchedAt: number | undefined
}

export function factsOf([query, refetcher]: readonly [CachedQuery, Refetcher]): QueryFacts {
  const { queryKey, queryHash, state } = query
  return {
    key: queryKey,
    hash: queryHash,
    active: query.isActive(),
    status: state.status,
    fetchStatus: state.fetchStatus,
    stale: state.isInvalidated,
    held: refetcher.isHeld(query),
    fetchedAt: refetcher.fetchedAt(query),
  }
}
