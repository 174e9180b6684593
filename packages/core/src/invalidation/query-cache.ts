/**
 * The part of query-core's public API that is used here, written out so that this package depends on
 * nothing: a real `QueryClient#getQueryCache()` and its queries fit.
 */
export type QueryKey = readonly unknown[]

export interface CachedQuery {
  readonly queryKey: QueryKey
  readonly queryHash: string
  readonly state: {
    readonly data?: unknown
    readonly fetchStatus: 'fetching' | 'paused' | 'idle'
    readonly status: 'pending' | 'error' | 'success'
    readonly isInvalidated: boolean
    readonly dataUpdatedAt: number
    readonly dataUpdateCount: number
    readonly errorUpdateCount: number
  }
  readonly observers: readonly QueryObserverLike[]
  isActive(): boolean
  isStatic(): boolean
  invalidate(): void
  setState(state: { readonly isInvalidated: boolean }): void
  fetch(): Promise<unknown>
  cancel(options: { readonly revert: boolean }): Promise<void>
}

/** One component's view of a query. Each option may also be a function of the query. */
interface QueryObserverLike {
  readonly options: { readonly enabled?: unknown; readonly refetchInterval?: unknown }
}

export interface CacheEvent {
  readonly type: string
  readonly query: CachedQuery
  readonly action?: { readonly type: string }
}

export interface QueryCacheLike {
  getAll(): readonly CachedQuery[]
  subscribe(listener: (event: CacheEvent) => void): () => void
}
