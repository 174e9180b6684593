import { alarm } from '../alarm.ts'
import type { Clock } from '../clock.ts'
import { openLedger, type Ledger } from './ledger.ts'
import type { CachedQuery, CacheEvent, QueryCacheLike, QueryKey } from './query-cache.ts'

/** Refetches the queries of one cache: per query one fetch in flight and one dirty mark, none ever lost. */
export interface Refetcher {
  /** Sees to it that `query` ends with data whose fetch started after `order`, or is marked stale. */
  readonly cover: (query: CachedQuery, order: number) => void
  /** Fetches now, unless a fetch is in flight. A held query is owed the fetch instead, until its release. */
  readonly fetch: (query: CachedQuery) => void
  /** `query` came under a hold: the fetch in flight is cancelled, once, and owed. */
  readonly hold: (query: CachedQuery) => void
  /** The last hold over `query` ended: fetches it once if that is owed. */
  readonly release: (query: CachedQuery) => void
  /** When a fetch of `query` last started or ended; for one never seen, when watching began. */
  readonly touchedAt: (query: CachedQuery) => number
  /** From now on nothing is fetched any more. */
  readonly stop: () => void
}

export interface RefetcherHost {
  readonly clock: Clock
  /** The next number of the order in which fetches start and changes come. */
  readonly nextOrder: () => number
  readonly isHeld: (key: QueryKey) => boolean
  /** Told when a query is to be planned anew: its fetch ended, its observers changed, it was marked. */
  readonly onReplan: () => void
}

export function createRefetcher(cache: QueryCacheLike, host: RefetcherHost): Refetcher {
  const { clock, nextOrder, isHeld, onReplan } = host
  const ledger = openLedger(clock)
  const { fetch, interrupt, owe, payOff } = fetching(ledger, host)
  const again = new Set<CachedQuery>()

  // Not from within query-core's own dispatch of a result.
  const soon = alarm(clock, () => {
    const queries = [...again]
    again.clear()
    for (const query of queries) payOff(query)
  })

  /** Not from within a dispatch either, yet before any response can land: in a microtask. */
  const interruptSoon = (query: CachedQuery): Promise<void> =>
    Promise.resolve().then(() => {
      if (isHeld(query.queryKey)) interrupt(query)
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
      owe(query)
      onReplan()
    } else if (idle && ledger.isInFlight(query)) landed(query, action === 'success')
    if (!idle && isHeld(query.queryKey)) void interruptSoon(query)
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
      payOff(query)
    },
    hold: interrupt,
    release: query => {
      interrupt(query)
      payOff(query)
      onReplan()
    },
    stop: () => {
      unsubscribe()
      soon.close()
    },
  }
}

/** What may be done to a query, and when: here, and nowhere else, a hold is obeyed. */
function fetching(ledger: Ledger, { nextOrder, isHeld }: RefetcherHost) {
  const owe = (query: CachedQuery): void => ledger.changed(query, nextOrder())

  const fetch = (query: CachedQuery): void => {
    if (query.state.fetchStatus !== 'idle') return
    // Where nothing is shown yet, there is nothing to protect.
    if (hasData(query) && isHeld(query.queryKey)) return owe(query)
    // The outcome reaches everybody through the query's state.
    query.fetch().catch(() => undefined)
  }

  return {
    fetch,
    owe,
    /** What is in flight began before the commit that the hold is for: never shown over it, and owed. */
    interrupt: (query: CachedQuery): void => {
      if (query.state.fetchStatus === 'idle') return
      owe(query)
      if (hasData(query)) query.cancel({ revert: true }).catch(() => undefined)
    },
    payOff: (query: CachedQuery): void => {
      if (ledger.isInFlight(query) || !ledger.isOwed(query)) return
      query.invalidate()
      if (query.isActive() && !query.isStatic()) fetch(query)
    },
  }
}

function hasData(query: CachedQuery): boolean {
  return query.state.data !== undefined
}
