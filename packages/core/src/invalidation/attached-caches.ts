import type { Clock } from '../clock.ts'
import { createListeners } from '../listeners.ts'
import { isUnder } from './match.ts'
import type { CachedQuery, QueryCacheLike, QueryKey } from './query-cache.ts'
import { createRefetcher, type Refetcher } from './refetcher.ts'
import type { DirtyKey } from './windows.ts'

/** The caches that are kept fresh, and the one order in which changes and fetches happen in all of them. */
export interface AttachedCaches {
  /** Keeps `cache` fresh until the returned undo is called. Several caches may be attached. */
  readonly attach: (cache: QueryCacheLike) => () => void
  readonly detachAll: () => void
  /** Walks each cache once and covers the queries under `dirty`. */
  readonly cover: (dirty: readonly DirtyKey[]) => void
  /** The queries of the declared families, each with its refetcher. */
  readonly covered: () => Iterable<readonly [CachedQuery, Refetcher]>
  /** Tells when a query's fetch ended or a query came into use. Returns its undo. */
  readonly onSettled: (listener: () => void) => () => void
  /** Which came first, a change or the start of a fetch? Milliseconds cannot tell; a count can. */
  readonly nextOrder: () => number
}

export function attachedCaches(clock: Clock, families: readonly QueryKey[]): AttachedCaches {
  const refetchers = new Map<QueryCacheLike, Refetcher>()
  const settled = createListeners()
  let order = 0
  const nextOrder = (): number => (order += 1)

  return {
    nextOrder,
    onSettled: settled.add,
    attach: cache => {
      refetchers.get(cache)?.stop()
      const refetcher = createRefetcher(cache, { clock, nextOrder, onSettled: settled.tell })
      refetchers.set(cache, refetcher)
      settled.tell()
      return () => {
        refetcher.stop()
        if (refetchers.get(cache) === refetcher) refetchers.delete(cache)
      }
    },
    detachAll: () => {
      for (const refetcher of refetchers.values()) refetcher.stop()
      refetchers.clear()
      settled.clear()
    },
    cover: dirty => {
      for (const [cache, refetcher] of refetchers)
        for (const query of cache.getAll()) {
          const order = newestOver(query.queryKey, dirty)
          if (order !== undefined) refetcher.cover(query, order)
        }
    },
    covered: function* () {
      for (const [cache, refetcher] of refetchers)
        for (const query of cache.getAll())
          if (families.some(family => isUnder(query.queryKey, family))) yield [query, refetcher]
    },
  }
}

function newestOver(queryKey: QueryKey, dirty: readonly DirtyKey[]): number | undefined {
  let newest: number | undefined
  for (const { key, order } of dirty)
    if ((newest === undefined || order > newest) && isUnder(queryKey, key)) newest = order
  return newest
}
