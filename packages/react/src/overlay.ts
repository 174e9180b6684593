import { createListeners, type QueryKey } from '@everfresh/core'
import type { QueryCache, QueryCacheNotifyEvent, QueryClient } from '@tanstack/react-query'
import { openChanges, type PendingChange, type PendingChanges } from './pending-changes.ts'

/** What is shown of the data that was fetched. Another one whenever other changes lie over the query. */
export type Show = (data: unknown) => unknown

/** Shows the pending changes of one `QueryClient`. It edits no cached data. */
export interface Overlay {
  readonly subscribe: (listener: () => void) => () => void
  /** Undefined for a query that no change has lain over yet: it shows what was fetched, the very object. */
  readonly over: (queryHash: string, queryKey: QueryKey) => Show | undefined
  readonly add: (change: PendingChange) => void
  /**
   * The backend has `change`: it lies over each query until a fetch of that query that begins from now on has
   * succeeded, or the query has left the cache.
   */
  readonly committed: (change: PendingChange) => void
  /** `change` came to nothing. The others stay. */
  readonly drop: (change: PendingChange) => void
}

const overlays = new WeakMap<QueryClient, Overlay>()

/** The one overlay of `client`. Making it does nothing; with the first change it begins to watch the cache. */
export function overlayOf(client: QueryClient): Overlay {
  const known = overlays.get(client)
  if (known !== undefined) return known
  const made = createOverlay(client.getQueryCache())
  overlays.set(client, made)
  return made
}

function createOverlay(cache: QueryCache): Overlay {
  const changes = openChanges()
  const views = openViews(changes.over)
  const listeners = createListeners()
  let isWatching = false

  const tellIf = (isOther: boolean): void => {
    if (!isOther) return
    views.outdate()
    listeners.tell()
  }
  const watch = (event: QueryCacheNotifyEvent): void => {
    const { query } = event
    if (event.type === 'updated') return tellIf(updated(changes, event))
    if (event.type === 'removed') {
      views.forget(query.queryHash)
      tellIf(changes.left(query))
    }
    // One without data has its first fetch before it, which begins after all that is committed.
    if (event.type !== 'added' || query.state.data === undefined) return
    changes.arrived(query)
    // Not told: nobody shows it yet, and somebody may be about to, in the middle of a render.
    views.outdate()
  }

  return {
    subscribe: listeners.add,
    over: views.of,
    add: change => {
      if (!isWatching) cache.subscribe(watch)
      isWatching = true
      changes.add(change)
      tellIf(true)
    },
    committed: change => tellIf(changes.committed(change, cache.getAll())),
    drop: change => tellIf(changes.drop(change)),
  }
}

function updated(
  changes: Pick<PendingChanges, 'landed' | 'resumed'>,
  { query, action }: Extract<QueryCacheNotifyEvent, { type: 'updated' }>,
): boolean {
  if (action.type === 'continue') changes.resumed(query)
  return action.type === 'success' && action.manual !== true && changes.landed(query)
}

interface View {
  readonly changes: readonly PendingChange[]
  readonly show: Show
  /** Whether something was added or taken away since. */
  isOutdated: boolean
}

/** What lies over each query: the same object for as long as it is the same. */
function openViews(changesOver: PendingChanges['over']) {
  const views = new Map<string, View>()
  return {
    of: (queryHash: string, queryKey: QueryKey): Show | undefined => {
      const last = views.get(queryHash)
      if (last?.isOutdated === false) return last.show
      const changes = changesOver({ queryHash, queryKey })
      if (last === undefined && changes.length === 0) return undefined
      const isSame = last !== undefined && areSame(last.changes, changes)
      const show = isSame ? last.show : showing(changes, queryKey)
      views.set(queryHash, { changes, show, isOutdated: false })
      return show
    },
    outdate: (): void => {
      for (const view of views.values()) view.isOutdated = true
    },
    forget: (queryHash: string): void => void views.delete(queryHash),
  }
}

function areSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((one, at) => one === others[at])
}

/**
 * Also when the last change is gone: what was patched goes through `select` as before, so that TanStack keeps
 * the objects that are on screen where what was fetched equals them.
 */
const asFetched: Show = data => data

function showing(changes: readonly PendingChange[], queryKey: QueryKey): Show {
  if (changes.length === 0) return asFetched
  return data => changes.reduce((shown, change) => patched(change, shown, queryKey), data)
}

const reported = new WeakSet<PendingChange>()

/** A patch that throws changes nothing, and is reported as uncaught, once: the screen goes on. */
function patched(change: PendingChange, data: unknown, queryKey: QueryKey): unknown {
  try {
    return change.patch(data, queryKey)
  } catch (error) {
    if (!reported.has(change)) void Promise.reject(error)
    reported.add(change)
    return data
  }
}
