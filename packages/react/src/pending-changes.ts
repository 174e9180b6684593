import type { QueryKey } from '@everfresh/core'
import { partialMatchKey } from '@tanstack/react-query'

/** What a person changed, and the backend has not shown yet. */
export interface PendingChange {
  /** The key prefixes of the queries that it changes. */
  readonly touches: readonly QueryKey[]
  /** Pure: `data` with the change in it; `data` itself where nothing changes. */
  readonly patch: (data: unknown, queryKey: QueryKey) => unknown
}

/** As much of a cached query as is needed here. */
interface ChangedQuery {
  readonly queryHash: string
  readonly queryKey: QueryKey
  readonly state: { readonly fetchStatus: 'fetching' | 'paused' | 'idle' }
  /** Of the fetch in flight; another one for each fetch. */
  readonly promise?: Promise<unknown> | undefined
}

/** Which changes lie over which query. Each of what happens returns whether that differs now. */
export interface PendingChanges {
  /** In the order in which they were made. */
  readonly over: (query: Pick<ChangedQuery, 'queryHash' | 'queryKey'>) => readonly PendingChange[]
  readonly add: (change: PendingChange) => void
  readonly drop: (change: PendingChange) => boolean
  /** The backend has `change`: from now on it lies over those of `queries` that it touches, each until it landed or left. */
  readonly committed: (change: PendingChange, queries: Iterable<ChangedQuery>) => boolean
  /** A fetch of the query, the one of its promise, has succeeded. */
  readonly landed: (query: ChangedQuery) => boolean
  /** A fetch that was paused (offline) asks the backend only now. */
  readonly resumed: (query: ChangedQuery) => void
  /** The query came with data from elsewhere, of unknown age. */
  readonly arrived: (query: ChangedQuery) => void
  readonly left: (query: ChangedQuery) => boolean
}

/**
 * A query that is never fetched again (disabled, or failing for ever) would keep what was committed for ever.
 * Of more than these the oldest goes.
 */
const MOST_COMMITTED = 200

/** By query hash: the fetch that was in flight when the commit was known, which does not count. */
type Awaited = Map<string, Promise<unknown> | undefined>

export function openChanges(): PendingChanges {
  /** In order; of a committed one, the queries that it waits for. */
  const changes = new Map<PendingChange, Awaited | undefined>()

  /** Ends the waiting of every committed change for one query; one that waits for none any more is over. */
  const end = (queryHash: string, isOver: (during: Promise<unknown> | undefined) => boolean) => {
    let any = false
    for (const [change, awaited] of changes) {
      if (awaited?.has(queryHash) !== true || !isOver(awaited.get(queryHash))) continue
      any = true
      awaited.delete(queryHash)
      if (awaited.size === 0) changes.delete(change)
    }
    return any
  }

  return {
    over: query =>
      Array.from(changes)
        .filter(([change, awaited]) => awaited?.has(query.queryHash) ?? touches(change, query))
        .map(([change]) => change),
    add: change => void changes.set(change, undefined),
    drop: change => changes.delete(change),
    committed: (change, queries) => {
      if (!changes.has(change)) return false
      const awaited: Awaited = new Map()
      for (const query of queries)
        if (touches(change, query)) awaited.set(query.queryHash, inFlight(query))
      if (awaited.size > 0) changes.set(change, awaited)
      else changes.delete(change)
      forgetOldest(changes)
      return true
    },
    landed: ({ queryHash, promise }) => end(queryHash, during => during !== promise),
    left: ({ queryHash }) => end(queryHash, () => true),
    resumed: ({ queryHash }) => {
      for (const awaited of changes.values())
        if (awaited?.has(queryHash) === true) awaited.set(queryHash, undefined)
    },
    arrived: query => {
      for (const [change, awaited] of changes)
        if (touches(change, query)) awaited?.set(query.queryHash, undefined)
    },
  }
}

function touches(
  { touches: prefixes }: PendingChange,
  { queryKey }: Pick<ChangedQuery, 'queryKey'>,
): boolean {
  return prefixes.some(prefix => partialMatchKey(queryKey, prefix))
}

function inFlight({ state, promise }: ChangedQuery): Promise<unknown> | undefined {
  return state.fetchStatus === 'fetching' ? promise : undefined
}

function forgetOldest(changes: Map<PendingChange, Awaited | undefined>): void {
  const committed = Array.from(changes).filter(([, awaited]) => awaited !== undefined)
  for (const [oldest] of committed.slice(0, -MOST_COMMITTED)) changes.delete(oldest)
}
