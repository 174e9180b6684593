import type { CachedQuery, FetchNews } from '../invalidation/query-cache.ts'
import { reportOfStatus, type BackendReport } from './backend-reports.ts'
import type { PolledQuery } from './policy.ts'

/** What a query's news tells of the backend; undefined: nothing. TanStack's own retries tell each time. */
export function reportOf({ type, error, manual }: FetchNews): BackendReport | undefined {
  if (type === 'success') return manual === true ? undefined : { type: 'answered' }
  if ((type !== 'failed' && type !== 'error') || isAbort(error)) return undefined
  const status = field(error, 'status')
  // Without one (0: no answer came) it failed all the same.
  return typeof status === 'number' && status >= 400 ? reportOfStatus(status) : { type: 'failed' }
}

/** TanStack's own cancellation, or fetch's. */
function isAbort(error: unknown): boolean {
  return field(error, 'name') === 'AbortError' || field(error, 'message') === 'CancelledError'
}

function field(error: unknown, name: 'name' | 'message' | 'status'): unknown {
  return typeof error === 'object' && error !== null && name in error
    ? (error as Record<typeof name, unknown>)[name]
    : undefined
}

/** How often each query failed in a row. */
export interface Failures {
  readonly note: (query: CachedQuery, news: FetchNews) => void
  /** What failed so far says nothing about the query. */
  readonly forget: (query: CachedQuery) => void
  /** Counted from the query's own state, so that it is right while TanStack still tells of it. */
  readonly of: (query: PolledQuery) => number
}

export function countFailures(): Failures {
  const errorsBefore = new WeakMap<object, number>()
  const forget = (query: CachedQuery): void =>
    void errorsBefore.set(query, query.state.errorUpdateCount)
  return {
    forget,
    note: (query, { type }) => {
      if (type === 'success') forget(query)
    },
    of: query =>
      query.state.status === 'error'
        ? query.state.errorUpdateCount - (errorsBefore.get(query) ?? 0)
        : 0,
  }
}
