import type { QueryCacheLike } from './query-cache.ts'

/** Passive: only the diagnosis reads it. */
const counts = new WeakMap<QueryCacheLike, number>()

/** Notes that one more keeps `cache` fresh, until the returned undo. */
export function noteAttached(cache: QueryCacheLike): () => void {
  const add = (more: number): void => void counts.set(cache, realtimesOf(cache) + more)
  add(1)
  return () => add(-1)
}

/** How many realtimes have `cache` attached. One is right; with more, everything is fetched as often. */
export function realtimesOf(cache: QueryCacheLike): number {
  return counts.get(cache) ?? 0
}
