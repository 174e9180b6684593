import type { CachedQuery } from './query-cache.ts'

/** An option of an observer that may also be a function of the query. */
export function resolved(option: unknown, query: CachedQuery): unknown {
  return typeof option === 'function' ? (option(query) as unknown) : option
}

/** How often TanStack itself polls `query` for an observer with these options, in ms; undefined: it does not. */
export function ownInterval(
  { enabled, refetchInterval }: CachedQuery['observers'][number]['options'],
  query: CachedQuery,
): number | undefined {
  const own = resolved(refetchInterval, query)
  const isOn = resolved(enabled, query) !== false
  return isOn && typeof own === 'number' && own > 0 ? own : undefined
}
