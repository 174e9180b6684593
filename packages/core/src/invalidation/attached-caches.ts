import { isolated } from '../fault.ts'
import { createListeners } from '../listeners.ts'
import { watchArrivals, type ArrivalsHost } from './arrivals.ts'
import { noteAttached } from './attachments.ts'
import { newestChange, type DirtyKey } from './dirty-trie.ts'
import { isUnderAny } from './match.ts'
import { newestChanges } from './newest-changes.ts'
import type { CachedQuery, QueryCacheLike, QueryKey } from './query-cache.ts'
import { createRefetcher, type Refetcher, type RefetcherHost } from './refetcher.ts'

/** The caches that are kept fresh, and the one order in which changes and fetches happen in all of them. */
export interface AttachedCaches {
  /**
   * Keeps `cache` fresh until each of its holders has called the undo it was given. Several caches may be
   * attached. `onFirst` is called when nobody held this one before.
   */
  readonly attach: (cache: QueryCacheLike, onFirst?: () => void) => () => void
  readonly detachAll: () => void
  /** All caches are caught up with what happened until now. */
  readonly caughtUp: () => void
  /** What comes into a cache from now on counts as changed if it was fetched before now. */
  readonly forgetChanges: () => void
  /** Walks each cache, or only the given one, once and covers the queries under `dirty`. */
  readonly cover: (dirty: readonly DirtyKey[], only?: QueryCacheLike) => void
  /** `scope` is held from now on: what is in flight under it is cancelled, and owed. */
  readonly hold: (scope: QueryKey) => void
  /** A hold of `scope` ended: what is owed is fetched once, unless it is still held by another. */
  readonly release: (scope: QueryKey) => void
  /** The queries of the declared families, each with its refetcher. */
  readonly covered: () => Iterable<readonly [CachedQuery, Refetcher]>
  /** Every query of every attached cache, with its refetcher. */
  readonly cached: () => Iterable<readonly [CachedQuery, Refetcher]>
  /** Every attached cache, or only the given one, with its refetcher. */
  readonly caches: (only?: QueryCacheLike) => Iterable<readonly [QueryCacheLike, Refetcher]>
  /** Whether what `query` shows was fetched before a change or a catch-up that it has heard of. */
  readonly isOwed: (query: CachedQuery, refetcher: Refetcher) => boolean
  /** Tells of the keys under which something may be known anew; undefined: of all. Returns its undo. */
  readonly onTouch: (listener: (keys: readonly QueryKey[] | undefined) => void) => () => void
  readonly touch: (keys: readonly QueryKey[]) => void
  /** Tells when a query is to be planned anew. Returns its undo. */
  readonly onReplan: (listener: () => void) => () => void
  /** Which came first, a change or the start of a fetch? Milliseconds cannot tell; a count can. */
  readonly nextOrder: () => number
}

interface Attached {
  readonly refetcher: Refetcher
  readonly holders: Set<symbol>
  readonly stop: () => void
}

export interface AttachedCachesHost extends Omit<
  RefetcherHost,
  'nextOrder' | 'onReplan' | 'onTouch'
> {
  readonly families: readonly QueryKey[]
}

export function attachedCaches(host: AttachedCachesHost): AttachedCaches {
  const { families } = host
  const attached = new Map<QueryCacheLike, Attached>()
  const replan = createListeners()
  const touched = createListeners<[readonly QueryKey[] | undefined]>()
  let newest = 0
  const nextOrder = (): number => (newest += 1)

  const { cached, caches, under } = walks(attached)
  const { caughtUp, forget: forgetChanges, isBehind, missing, note } = newestChanges(host)
  const touch = (keys: readonly QueryKey[]): void => touched.tell(keys)
  const inside = { ...host, missing, nextOrder, onReplan: replan.tell, onTouch: touch }

  return {
    nextOrder,
    onReplan: replan.add,
    onTouch: touched.add,
    touch,
    cached,
    caches,
    isOwed: (query, refetcher) => {
      const fetchedAt = refetcher.fetchedAt(query)
      return (
        refetcher.isOwed(query) || (fetchedAt !== undefined && isBehind(query.queryKey, fetchedAt))
      )
    },
    attach: attaching(attached, inside, () => {
      replan.tell()
      touched.tell(undefined)
    }),
    detachAll: () => {
      for (const { stop } of attached.values()) stop()
      attached.clear()
      replan.clear()
      touched.tell(undefined)
    },
    caughtUp,
    forgetChanges,
    cover: (dirty, only) => {
      const newestOver = newestChange(dirty)
      // No pair for each query, here and below: most of thousands are left alone.
      for (const [cache, refetcher] of caches(only))
        for (const query of cache.getAll()) {
          const order = newestOver(query.queryKey)
          // Each by itself, here and below: what the app does when a query changes may throw.
          if (order > 0) isolated(() => refetcher.cover(query, order))
        }
      const keys = dirty.map(({ key }) => key)
      // Of one cache alone, nothing has changed.
      if (only === undefined) note(keys)
      touch(keys)
    },
    hold: scope => {
      for (const [query, refetcher] of under([scope])) isolated(() => refetcher.hold(query))
      touch([scope])
    },
    release: scope => {
      for (const [query, refetcher] of under([scope])) isolated(() => refetcher.release(query))
      touch([scope])
    },
    covered: () => under(families),
  }
}

function attaching(
  attached: Map<QueryCacheLike, Attached>,
  inside: Parameters<typeof watched>[1],
  onChange: () => void,
): AttachedCaches['attach'] {
  return (cache, onFirst) => {
    const before = attached.get(cache)
    const one = before ?? watched(cache, inside)
    const holder = Symbol('holder')
    one.holders.add(holder)
    attached.set(cache, one)
    if (before === undefined) onFirst?.()
    onChange()
    return () => {
      one.holders.delete(holder)
      if (one.holders.size > 0 || attached.get(cache) !== one) return
      one.stop()
      attached.delete(cache)
      onChange()
    }
  }
}

type Cached = Iterable<readonly [CachedQuery, Refetcher]>

function walks(attached: ReadonlyMap<QueryCacheLike, Attached>) {
  function* caches(only?: QueryCacheLike): ReturnType<AttachedCaches['caches']> {
    for (const [cache, { refetcher }] of attached)
      if (only === undefined || only === cache) yield [cache, refetcher]
  }
  function* cached(): Cached {
    for (const [cache, refetcher] of caches())
      for (const query of cache.getAll()) yield [query, refetcher]
  }
  function* under(prefixes: readonly QueryKey[]): Cached {
    for (const [cache, refetcher] of caches())
      for (const query of cache.getAll())
        if (isUnderAny(query.queryKey, prefixes)) yield [query, refetcher]
  }
  return { cached, caches, under }
}

function watched(
  cache: QueryCacheLike,
  host: RefetcherHost & Pick<ArrivalsHost, 'missing'>,
): Attached {
  const refetcher = createRefetcher(cache, host)
  const ignoreArrivals = watchArrivals(cache, { ...host, refetcher })
  const forget = noteAttached(cache)
  const stop = (): void => {
    forget()
    ignoreArrivals()
    refetcher.stop()
  }
  return { refetcher, holders: new Set(), stop }
}
