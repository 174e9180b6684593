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
  /** The trace's entry of a change under `key` that what was fetched at this time lacks; undefined: none. */
  readonly missing: (key: QueryKey, fetchedAt: number) => number | undefined
  /** The trace's entry of the newest catch-up. */
  readonly catchUpCause: () => number
}

/**
 * Covers data that was fetched elsewhere, on a server or in an earlier session, and came into `cache` too late
 * for the catch-up or the event that it needs. Returns its undo.
 */
export function watchArrivals(cache: QueryCacheLike, host: ArrivalsHost): () => void {
  const { catchUpCause, clock, isBehind, missing, nextOrder, refetcher, trace } = host
  const causes = new WeakMap<CachedQuery, number>()
  const soon = nextTurn(clock, query =>
    trace.during(causes.get(query) ?? 0, () => refetcher.cover(query, nextOrder())),
  )

  const unsubscribe = cache.subscribe(({ type, query, action }) => {
    if (type !== 'added' && action?.type !== 'setState') return
    const { fetchStatus, isInvalidated } = query.state
    // What is marked is owed a fetch already.
    if (fetchStatus !== 'idle' || isInvalidated) return
    const fetchedAt = refetcher.fetchedAt(query)
    if (fetchedAt === undefined) return
    const cause = isBehind(query, fetchedAt) ? catchUpCause() : missing(query.queryKey, fetchedAt)
    if (cause === undefined) return
    causes.set(query, cause)
    soon.add(query)
  })
  return () => {
    unsubscribe()
    soon.close()
  }
}
