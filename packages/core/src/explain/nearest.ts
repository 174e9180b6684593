import { isUnder } from '../invalidation/match.ts'
import type { QueryKey } from '../invalidation/query-cache.ts'

const MOST_NEAREST = 5

/** The keys of `cached` that resemble `key`: with a prefix in common, the longest first. */
export function nearestKeys(key: QueryKey, cached: readonly QueryKey[]): readonly QueryKey[] {
  return cached
    .map(one => ({ one, shared: sharedParts(key, one) }))
    .filter(({ shared }) => shared > 0)
    .toSorted((a, b) => b.shared - a.shared)
    .slice(0, MOST_NEAREST)
    .map(({ one }) => one)
}

function sharedParts(a: QueryKey, b: QueryKey): number {
  let shared = 0
  while (shared < a.length && shared < b.length && isUnder(a, b.slice(0, shared + 1))) shared += 1
  return shared
}
