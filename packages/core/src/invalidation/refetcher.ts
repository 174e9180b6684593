import type { Clock } from '../clock.ts'
import type { Trace } from '../trace/trace.ts'
import { openLedger, type Ledger } from './ledger.ts'
import { nextTurn } from './next-turn.ts'
import type { CachedQuery, CacheEvent, FetchNews, QueryCacheLike, QueryKey } from './query-cache.ts'

/** Refetches the queries of one cache: per query one fetch in flight and one dirty mark, none ever lost. */
export interface Refetcher {
  /** Sees to it that `query` ends with data whose fetch started after `order`, or is marked stale. */
  readonly cover: (query: CachedQuery, order: number) => void
  /** Fetches now, unless a fetch is in flight. A held query is owed the fetch instead, until its release. */
  readonly fetch: (query: CachedQuery) => void
  /** `query` came under a hold: the fetch in flight is cancelled, once, and owed. */
  readonly hold: (query: CachedQuery) => void
  /** A hold over `query` ended: fetches it once if that is owed, and it is not held any more. */
  readonly release: (query: CachedQuery) => void
  /** Whether `query` shows what a hold protects: a fetch of it would come to nothing. */
  readonly isHeld: (query: CachedQuery) => boolean
  /** Makes one attempt, without TanStack's own retries. */
  readonly probe: (query: CachedQuery) => void
  /** When the fetch of what `query` shows began, in ms since the epoch; undefined while it shows nothing. */
  readonly fetchedAt: (query: CachedQuery) => number | undefined
  /** Whether a change came after the fetch of what `query` shows had begun. */
  readonly isOwed: (query: CachedQuery) => boolean
  /** Whether `query` shows what was fetched after `order`. */
  readonly showsSince: (query: CachedQuery, order: number) => boolean
  /** When a fetch of `query` last started or ended; for one never seen, when watching began. */
  readonly touchedAt: (query: CachedQuery) => number
  /** From now on nothing is fetched any more. */
  readonly stop: () => void
}

export interface RefetcherHost {
  readonly clock: Clock
  readonly trace: Trace
  /** The next number of the order in which fetches start and changes come. */
  readonly nextOrder: () => number
  readonly isHeld: (key: QueryKey) => boolean
  /** Whether a change may fetch `query` now; otherwise it is marked, and left to the poller. */
  readonly mayFetch: (query: CachedQuery) => boolean
  /** Told of all that happens to the cache's fetches. */
  readonly onNews: (query: CachedQuery, news: FetchNews) => void
  /** Told when a query is to be planned anew: its fetch ended, its observers changed, it was marked. */
  readonly onReplan: () => void
  /** Told of the query to which anything happened. */
  readonly onTouch: (keys: readonly [QueryKey]) => void
}

export function createRefetcher(cache: QueryCacheLike, host: RefetcherHost): Refetcher {
  const { clock, nextOrder, isHeld, onNews, onReplan } = host
  const { fetches } = host.trace
  const ledger = openLedger(clock)
  const { interrupt, interruptSoon, owe, payOff, ...ways } = fetching(ledger, host)
  const soon = nextTurn(clock, payOff)
  // First: what happens to a query is recorded before anything is done about it.
  const unwatch = fetches.watch(cache)

  const started = (query: CachedQuery): void => {
    ledger.started(query, nextOrder())
    // query-core tells of an invalidation only once: cleared, so that the next one is heard while we fetch.
    if (query.state.isInvalidated) query.setState({ isInvalidated: false })
  }

  const landed = (query: CachedQuery, succeeded: boolean): void => {
    ledger.landed(query, succeeded)
    onReplan()
    // A failing backend, and what the app cancelled, are left to the poller: it knows how often to ask.
    if (succeeded && ledger.isOwed(query)) soon.add(query)
  }

  const updated = (query: CachedQuery, news: FetchNews): void => {
    onNews(query, news)
    const action = news.type
    const idle = query.state.fetchStatus === 'idle'
    // What was paused (offline) asks the backend only now.
    if (action === 'fetch' || action === 'continue') started(query)
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
    if (type === 'updated' && action !== undefined) updated(query, action)
    else if (type === 'observerResultsUpdated') return
    else if (type.startsWith('observer')) onReplan()
    host.onTouch([query.queryKey])
  })
  return {
    ...ways,
    fetchedAt: ledger.fetchedAt,
    isOwed: ledger.isOwed,
    touchedAt: ledger.touchedAt,
    showsSince: ledger.showsSince,
    cover: (query, order) => {
      ledger.changed(query, order)
      fetches.owed(query)
      payOff(query)
    },
    hold: interrupt,
    release: query => {
      interrupt(query)
      payOff(query)
      onReplan()
    },
    stop: () => {
      unwatch()
      unsubscribe()
      soon.close()
    },
  }
}

/** What may be done to a query, and when: here, and nowhere else, a hold is obeyed. */
function fetching(ledger: Ledger, { nextOrder, mayFetch, ...host }: RefetcherHost) {
  const { fetches } = host.trace
  // Where nothing is shown yet, there is nothing to protect.
  const isHeld = (query: CachedQuery): boolean => hasData(query) && host.isHeld(query.queryKey)

  const owe = (query: CachedQuery): void => {
    ledger.changed(query, nextOrder())
    fetches.owed(query)
  }

  const fetch = (query: CachedQuery): void => {
    if (query.state.fetchStatus !== 'idle') return
    if (isHeld(query)) return owe(query)
    fetches.wanted(query)
    // The outcome reaches everybody through the query's state.
    query.fetch().catch(() => undefined)
  }

  /** What is in flight began before the commit that the hold is for: never shown over it, and owed. */
  const interrupt = (query: CachedQuery): void => {
    if (query.state.fetchStatus === 'idle') return
    owe(query)
    if (hasData(query)) query.cancel({ revert: true }).catch(() => undefined)
  }

  return {
    fetch,
    isHeld,
    owe,
    probe: (query: CachedQuery): void => {
      const { options } = query
      fetches.wanted(query)
      query.fetch({ ...options, retry: false }).catch(() => undefined)
      // A query keeps the options of its last fetch.
      query.setOptions(options)
    },
    interrupt,
    /** Not from within a dispatch either, yet before any response can land: in a microtask. */
    interruptSoon: (query: CachedQuery): Promise<void> =>
      Promise.resolve().then(() => {
        if (host.isHeld(query.queryKey)) interrupt(query)
      }),
    payOff: (query: CachedQuery): void => {
      if (ledger.isInFlight(query) || !ledger.isOwed(query)) return
      query.invalidate()
      if (query.isActive() && !query.isStatic() && mayFetch(query)) fetch(query)
    },
  }
}

function hasData(query: CachedQuery): boolean {
  return query.state.data !== undefined
}
