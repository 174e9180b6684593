/**
 * The part of query-core's public API that is used here, written out so that this package depends on
 * nothing: a real `QueryClient#getQueryCache()` and its queries fit.
 */
export type QueryKey = readonly unknown[]

/** One query of a cache: the part of query-core’s `Query` that is used here. */
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
  /** Of the fetch in flight; another one for each fetch. */
  readonly promise?: Promise<unknown> | undefined
  isActive(): boolean
  isStatic(): boolean
  invalidate(): void
  setState(state: { readonly isInvalidated: boolean }): void
  readonly options: object
  setOptions(options: object): void
  /** With `options`, which it keeps. */
  fetch(options?: object): Promise<unknown>
  /** Forgets what it shows, and what is in flight. */
  reset(): void
  cancel(options: { readonly revert: boolean }): Promise<void>
}

/** One component's view of a query. Each option may also be a function of the query. */
interface QueryObserverLike {
  readonly options: { readonly enabled?: unknown; readonly refetchInterval?: unknown }
}

/** What a cache tells its subscribers. */
export interface CacheEvent {
  readonly type: string
  readonly query: CachedQuery
  readonly action?: FetchNews
}

/** What happened to a query: an attempt to fetch it began or ended, or its state was set. */
export interface FetchNews {
  readonly type: string
  readonly error?: unknown
  /** Data set by hand, not fetched. */
  readonly manual?: boolean | undefined
}

/** A query cache, such as `queryClient.getQueryCache()` of any TanStack Query 5. */
export interface QueryCacheLike {
  getAll(): readonly CachedQuery[]
  /** The query under that hash. */
  get(queryHash: string): CachedQuery | undefined
  subscribe(listener: (event: CacheEvent) => void): () => void
}
