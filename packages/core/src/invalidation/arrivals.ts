import type { Clock } from '../clock.ts'
import type { Trace } from '../trace/trace.ts'
import { nextTurn } from './next-turn.ts'
import type { CachedQuery, QueryCacheLike, QueryKey } from './query-cache.ts'
import type { Refetcher } from './refetcher.ts'

export interface ArrivalsHost {
  readonly clock: Clock
  readonly trace: Trace
  readonly refetcher: Pick<Refetcher, 'cover' | 'fetchedAt'>
  readonly nextOrder: () => number
  /** Whether what was fetched of `query` at this time has missed a catch-up. */
  readonly isBehind: (query: CachedQuery, fetchedAt: number) => boolean
  /** Whether what was fetched at this time lacks a change under `key`. */
  readonly isMissing: (key: QueryKey, fetchedAt: number) => boolean
  /** The trace's entry of the newest catch-up. */
  readonly catchUpCause: () => number
}

/**
 * Covers data that was fetched elsewhere, on a server or in an earlier session, and came into `cache` too late
 * for the catch-up or the event that it needs. Returns its undo.
 */
export function watchArrivals(cache: QueryCacheLike, host: ArrivalsHost): () => void {
  const { catchUpCause, clock, isBehind, isMissing, nextOrder, refetcher, trace } = host
  const soon = nextTurn(clock, query =>
    trace.during(catchUpCause(), () => refetcher.cover(query, nextOrder())),
  )

  const unsubscribe = cache.subscribe(({ type, query, action }) => {
    if (type !== 'added' && action?.type !== 'setState') return
    const { fetchStatus, isInvalidated } = query.state
    // What is marked is owed a fetch already.
    if (fetchStatus !== 'idle' || isInvalidated) return
    const fetchedAt = refetcher.fetchedAt(query)
    if (fetchedAt === undefined) return
    if (isBehind(query, fetchedAt) || isMissing(query.queryKey, fetchedAt)) soon.add(query)
  })
  return () => {
    unsubscribe()
    soon.close()
  }
}
