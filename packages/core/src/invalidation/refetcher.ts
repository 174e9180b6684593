import { alarm } from '../alarm.ts'
import type { Clock } from '../clock.ts'
import { openLedger } from './ledger.ts'
import type { CachedQuery, CacheEvent, QueryCacheLike } from './query-cache.ts'

/** Refetches the queries of one cache: per query one fetch in flight and one dirty mark, none ever lost. */
export interface Refetcher {
  /** Sees to it that `query` ends with data whose fetch started after `order`, or is marked stale. */
  readonly cover: (query: CachedQuery, order: number) => void
  /** Fetches now, unless a fetch is in flight. */
  readonly fetch: (query: CachedQuery) => void
  /** When a fetch of `query` last started or ended; for one never seen, when watching began. */
  readonly touchedAt: (query: CachedQuery) => number
  /** From now on nothing is fetched any more. */
  readonly stop: () => void
}

export interface RefetcherHost {
  readonly clock: Clock
  /** The next number of the order in which fetches start and changes come. */
  readonly nextOrder: () => number
  /** Told when a query is to be planned anew: its fetch ended, its observers changed, it was marked. */
  readonly onReplan: () => void
}

export function createRefetcher(cache: QueryCacheLike, host: RefetcherHost): Refetcher {
  const { clock, nextOrder, onReplan } = host
  const ledger = openLedger(clock)
  const again = new Set<CachedQuery>()

  const fetch = (query: CachedQuery): void => {
    if (query.state.fetchStatus !== 'idle') return
    // The outcome reaches everybody through the query's state.
    query.fetch().catch(() => undefined)
  }

  const refresh = (query: CachedQuery): void => {
    query.invalidate()
    if (query.isActive() && !query.isStatic()) fetch(query)
  }

  // Not from within query-core's own dispatch of a result.
  const soon = alarm(clock, () => {
    const queries = [...again]
    again.clear()
    for (const query of queries) if (ledger.isOwed(query)) refresh(query)
  })

  const started = (query: CachedQuery): void => {
    ledger.started(query, nextOrder())
    // query-core tells of an invalidation only once: cleared, so that the next one is heard while we fetch.
    if (query.state.isInvalidated) query.setState({ isInvalidated: false })
  }

  const landed = (query: CachedQuery, succeeded: boolean): void => {
    ledger.landed(query, succeeded)
    onReplan()
    // A failing backend, and what the app cancelled, are left to the poller: it knows how often to ask.
    if (!succeeded || !ledger.isOwed(query)) return
    again.add(query)
    soon.set(clock.now())
  }

  const updated = (query: CachedQuery, action: string): void => {
    const idle = query.state.fetchStatus === 'idle'
    if (action === 'fetch') started(query)
    else if (action === 'invalidate') {
      // The app's own invalidation is a change like any other, also when a fetch is in flight.
      ledger.changed(query, nextOrder())
      onReplan()
    } else if (idle && ledger.isInFlight(query)) landed(query, action === 'success')
    // Whatever took the mark away (data set by hand, a cancelled fetch), the fetch is still owed.
    if (idle && ledger.isOwed(query)) query.invalidate()
  }

  const unsubscribe = cache.subscribe(({ type, query, action }: CacheEvent) => {
    if (type === 'updated' && action !== undefined) updated(query, action.type)
    else if (type.startsWith('observer') && type !== 'observerResultsUpdated') onReplan()
  })
  return {
    fetch,
    touchedAt: ledger.touchedAt,
    cover: (query, order) => {
      ledger.changed(query, order)
      if (!ledger.isInFlight(query) && ledger.isOwed(query)) refresh(query)
    },
    stop: () => {
      unsubscribe()
      soon.close()
    },
  }
}
