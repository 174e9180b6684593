import type { Clock } from '../clock.ts'
import type { CachedQuery, CacheEvent, QueryCacheLike } from './query-cache.ts'

/** What is known of a query that its own state does not tell. */
interface Known {
  /** The order in which its newest fetch started; 0: before we were watching. */
  startedOrder: number
  /** The newest change that its newest fetch may not show. */
  dirtyOrder: number
  inFlight: boolean
  /** When a fetch last started or ended, by our clock. */
  touchedAt: number
}

/** Refetches the queries of one cache: per query one fetch in flight and one dirty mark, none ever lost. */
export interface Refetcher {
  /** Sees to it that `query` ends with data whose fetch started after `order`, or is marked stale. */
  readonly cover: (query: CachedQuery, order: number) => void
  /** Fetches now, unless a fetch is in flight. */
  readonly fetch: (query: CachedQuery) => void
  /** When a fetch of `query` last started or ended; for one never seen, when watching began. */
  readonly touchedAt: (query: CachedQuery) => number
  readonly stop: () => void
}

export interface RefetcherHost {
  readonly clock: Clock
  /** The next number of the order in which fetches start and changes come. */
  readonly nextOrder: () => number
  /** Told when a query's fetch ended or a query came into use. */
  readonly onSettled: () => void
}

export function createRefetcher(cache: QueryCacheLike, host: RefetcherHost): Refetcher {
  const { clock } = host
  const known = new WeakMap<CachedQuery, Known>()
  const watchingSince = clock.now()

  const about = (query: CachedQuery): Known => {
    const found = known.get(query)
    if (found !== undefined) return found
    const inFlight = query.state.fetchStatus !== 'idle'
    const fresh: Known = { startedOrder: 0, dirtyOrder: 0, inFlight, touchedAt: watchingSince }
    known.set(query, fresh)
    return fresh
  }

  const fetch = (query: CachedQuery): void => {
    if (query.state.fetchStatus !== 'idle') return
    // The outcome reaches everybody through the query's state.
    query.fetch().catch(() => undefined)
  }

  const refresh = (query: CachedQuery): void => {
    query.invalidate()
    if (query.isActive() && !query.isStatic()) fetch(query)
  }

  const cover = (query: CachedQuery, order: number): void => {
    const facts = about(query)
    if (facts.startedOrder > order) return
    facts.dirtyOrder = Math.max(facts.dirtyOrder, order)
    if (query.state.fetchStatus === 'idle') refresh(query)
  }

  const settled = (query: CachedQuery, facts: Known, failed: boolean): void => {
    facts.inFlight = false
    facts.touchedAt = clock.now()
    host.onSettled()
    if (facts.dirtyOrder <= facts.startedOrder) return
    query.invalidate()
    // A failing backend is left to the poller, which knows how often to ask.
    if (failed) return
    // Not from within query-core's own dispatch of the result.
    clock.after(0, () => {
      if (facts.dirtyOrder > facts.startedOrder && query.state.fetchStatus === 'idle')
        refresh(query)
    })
  }

  const observe = ({ type, query, action }: CacheEvent): void => {
    if (type === 'observerAdded') host.onSettled()
    if (type !== 'updated' || action === undefined) return
    const facts = about(query)
    if (action.type === 'fetch') {
      facts.startedOrder = host.nextOrder()
      facts.touchedAt = clock.now()
      facts.inFlight = true
    } else if (action.type === 'invalidate') {
      // The app's own invalidation is a change like any other, also when a fetch is in flight.
      facts.dirtyOrder = host.nextOrder()
    } else if (facts.inFlight && query.state.fetchStatus === 'idle') {
      settled(query, facts, action.type === 'error')
    }
  }

  for (const query of cache.getAll()) about(query)
  const stop = cache.subscribe(observe)
  return { cover, fetch, touchedAt: query => about(query).touchedAt, stop }
}
