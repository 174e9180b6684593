import type { Clock } from '../clock.ts'
import type { CachedQuery } from './query-cache.ts'

/**
 * What is known of each query that its own state does not tell. Orders number changes and starts of
 * fetches in the one sequence in which they happened.
 */
export interface Ledger {
  /** Something under the query changed. */
  readonly changed: (query: CachedQuery, order: number) => void
  readonly started: (query: CachedQuery, order: number) => void
  /** The fetch in flight ended; only one that succeeded shows what it fetched. */
  readonly landed: (query: CachedQuery, succeeded: boolean) => void
  readonly isInFlight: (query: CachedQuery) => boolean
  /** Something changed after the fetch of what is shown had started. */
  readonly isOwed: (query: CachedQuery) => boolean
  /** When the fetch of what is shown began; before the ledger was opened, when that was stored. */
  readonly fetchedAt: (query: CachedQuery) => number | undefined
  /** When a fetch last started or ended; for a query never seen, when the ledger was opened. */
  readonly touchedAt: (query: CachedQuery) => number
}

interface Entry {
  readonly changedOrder: number
  /** The fetch that was in flight at that change. */
  readonly changedDuring: CachedQuery['promise']
  /** The start of the fetch whose data is shown; 0: before the ledger was opened. */
  readonly shownOrder: number
  /** The start of the fetch in flight; undefined when there is none. */
  readonly flightOrder: number | undefined
  readonly flightAt: number | undefined
  readonly shownAt: number | undefined
  readonly touchedAt: number
}

export function openLedger(clock: Clock): Ledger {
  const entries = new WeakMap<CachedQuery, Entry>()
  const openedAt = clock.now()

  const read = (query: CachedQuery): Entry =>
    entries.get(query) ?? {
      changedOrder: 0,
      changedDuring: undefined,
      shownOrder: 0,
      flightOrder: query.state.fetchStatus === 'idle' ? undefined : 0,
      flightAt: undefined,
      shownAt: undefined,
      touchedAt: openedAt,
    }
  const write = (query: CachedQuery, news: Partial<Entry>): void =>
    void entries.set(query, { ...read(query), ...news })

  return {
    changed: (query, order) => {
      const changedOrder = Math.max(order, read(query).changedOrder)
      write(query, { changedOrder, changedDuring: query.promise })
    },
    started: (query, order) => {
      const now = clock.now()
      write(query, { flightOrder: order, flightAt: now, touchedAt: now })
    },
    landed: (query, succeeded) => {
      const { changedDuring, changedOrder, flightAt, flightOrder, shownAt, shownOrder } =
        read(query)
      // TanStack replaces a fetch (`cancelRefetch`) without a word: what landed began after the change.
      const replaced = changedDuring !== query.promise
      const landedOrder = Math.max(flightOrder ?? shownOrder, replaced ? changedOrder : 0)
      write(query, {
        changedDuring: undefined,
        shownOrder: succeeded ? landedOrder : shownOrder,
        shownAt: succeeded ? (flightAt ?? openedAt) : shownAt,
        flightOrder: undefined,
        touchedAt: clock.now(),
      })
    },
    isInFlight: query => read(query).flightOrder !== undefined,
    isOwed: query => read(query).changedOrder > read(query).shownOrder,
    fetchedAt: query => read(query).shownAt ?? (query.state.dataUpdatedAt || undefined),
    touchedAt: query => read(query).touchedAt,
  }
}
