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
  /** The trace's entry of what happened to `key` that what was fetched at this time lacks; undefined: nothing. */
  readonly missing: (key: QueryKey, fetchedAt: number) => number | undefined
}

/**
 * How long a fetch that nobody here saw begin may have taken: what comes with data is when its fetch ended, and a
 * change in between is not in it. A second covers a server that is asked, and clocks that differ a little.
 */
const UNSEEN_FETCH_MS = 1_000

/**
 * Covers data that was fetched elsewhere, on a server or in an earlier session, and came into `cache` too late
 * for the catch-up or the event that it needs. Returns its undo.
 */
export function watchArrivals(cache: QueryCacheLike, host: ArrivalsHost): () => void {
  const { clock, missing, nextOrder, refetcher, trace } = host
  const causes = new WeakMap<CachedQuery, number>()
  const soon = nextTurn(clock, query =>
    trace.during(causes.get(query) ?? 0, () => refetcher.cover(query, nextOrder())),
  )

  const unsubscribe = cache.subscribe(({ type, query, action }) => {
    if (type !== 'added' && action?.type !== 'setState') return
    const { fetchStatus, isInvalidated } = query.state
    // What is marked is owed a fetch already.
    if (fetchStatus !== 'idle' || isInvalidated) return
    const endedAt = refetcher.fetchedAt(query)
    if (endedAt === undefined) return
    const cause = missing(query.queryKey, endedAt - UNSEEN_FETCH_MS)
    if (cause === undefined) return
    causes.set(query, cause)
    soon.add(query)
  })
  return () => {
    unsubscribe()
    soon.close()
  }
}
