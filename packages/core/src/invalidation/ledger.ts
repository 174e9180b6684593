import type { Clock } from '../clock.ts'
import type { CachedQuery } from './query-cache.ts'
import { firstSeen, isOwed, nextRefetch, type RefetchEvent } from './refetch-machine.ts'

/** What is known of each query's fetches, for as long as the query lives. */
export interface Ledger {
  /** Something under the query changed. */
  readonly changed: (query: CachedQuery, order: number) => void
  readonly started: (query: CachedQuery, order: number) => void
  /** The fetch in flight ended; only one that succeeded shows what it fetched. */
  readonly landed: (query: CachedQuery, succeeded: boolean) => void
  readonly isInFlight: (query: CachedQuery) => boolean
  /** Something changed after the fetch of what is shown had started. */
  readonly isOwed: (query: CachedQuery) => boolean
  /** What is shown was fetched after `order`. */
  readonly showsSince: (query: CachedQuery, order: number) => boolean
  /** When the fetch of what is shown began; before the ledger was opened, when that was stored. */
  readonly fetchedAt: (query: CachedQuery) => number | undefined
  /** When a fetch last started or ended; for a query never seen, when the ledger was opened. */
  readonly touchedAt: (query: CachedQuery) => number
}

export function openLedger(clock: Clock): Ledger {
  const states = new WeakMap<CachedQuery, ReturnType<typeof firstSeen>>()
  const openedAt = clock.now()
  const read = (query: CachedQuery) => states.get(query) ?? firstSeen(query, openedAt)
  const note = (query: CachedQuery, event: RefetchEvent): void =>
    void states.set(query, nextRefetch(read(query), event, clock.now()))

  return {
    changed: (query, order) => note(query, { type: 'changed', order, during: query.promise }),
    started: (query, order) => note(query, { type: 'began', order }),
    landed: (query, succeeded) =>
      note(query, { type: 'landed', succeeded, promise: query.promise }),
    isInFlight: query => read(query).name === 'in-flight',
    isOwed: query => isOwed(read(query)),
    showsSince: (query, order) => read(query).shown.order > order,
    fetchedAt: query => read(query).shown.at ?? (query.state.dataUpdatedAt || undefined),
    touchedAt: query => read(query).touchedAt,
  }
}
