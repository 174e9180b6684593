import { familiesOver, keyOfFamily, mutedFor, tablesOf } from '../invalidation/families.ts'
import { inOrder, isUnder } from '../invalidation/match.ts'
import type { CachedQuery, QueryCacheLike, QueryKey } from '../invalidation/query-cache.ts'
import type { Refetcher } from '../invalidation/refetcher.ts'
import type { Inspected } from './inspected.ts'
import type { QueryFacts } from './query-facts.ts'

/** What is known of each query of each attached cache. */
export function allFacts(inspected: Inspected): readonly QueryFacts[] {
  return Array.from(inspected.router.cached(), cached => factsOf(cached, inspected))
}

/** What is known of the query of exactly this key: of several, the one in use, else of the last cache. */
export function factsAt(
  key: QueryKey,
  inspected: Inspected,
  only?: QueryCacheLike,
): QueryFacts | undefined {
  let best: Cached | undefined
  for (const [cache, refetcher] of inspected.router.caches(only)) {
    const query = queryAt(key, cache)
    if (query === undefined) continue
    if (query.isActive() || best?.[0].isActive() !== true) best = [query, refetcher]
  }
  return best && factsOf(best, inspected)
}

/** The query of exactly this key, by its hash; only where it is not under that, by a look at all of them. */
function queryAt(key: QueryKey, cache: QueryCacheLike): CachedQuery | undefined {
  const isMeant = ({ queryKey }: CachedQuery): boolean => isSameKey(queryKey, key)
  const found = cache.get(hashOf(key))
  // An app may hash its keys in a way of its own.
  return found !== undefined && isMeant(found) ? found : cache.getAll().find(isMeant)
}

/** As query-core hashes a key, where that is all JSON. */
function hashOf(key: QueryKey): string {
  try {
    return JSON.stringify(key, (_, value: unknown) => inOrder(value)) ?? ''
  } catch {
    return ''
  }
}

type Cached = readonly [CachedQuery, Refetcher]

function factsOf(cached: Cached, inspected: Inspected): QueryFacts {
  const [query, refetcher] = cached
  const { families, polling, router } = inspected
  const { queryKey: key, queryHash: hash, state } = query
  const covering = familiesOver(key, families)
  const use = howUsed(query)
  const polled = use === 'active' && covering.length > 0
  return {
    key,
    hash,
    families: covering.map(keyOfFamily),
    tables: tablesOf(covering),
    refused: mutedFor(key, covering, polling.state.current.muted),
    use,
    fetch: state.fetchStatus,
    hasData: hasData(query),
    failed: state.status === 'error',
    owed: isOwed(cached, inspected),
    updatedAt: updatedAtOf(cached),
    holds: router
      .openHolds()
      .filter(({ scope }) => isUnder(key, scope))
      .map(({ reason = '' }) => reason),
    pollMs: polled ? polling.everyMs(query) : undefined,
    askedMs: polled ? polling.askedMs(query) : undefined,
    nextPollAt: polled ? polling.dueAt(query, refetcher) : undefined,
  }
}

/** As query-core has it: what JSON leaves out makes no difference. */
export function isSameKey(a: QueryKey, b: QueryKey): boolean {
  // What an app asks for may be no key at all.
  return Array.isArray(b) && a.length === b.length && isUnder(a, b) && isUnder(b, a)
}

function hasData({ state }: CachedQuery): boolean {
  return state.data !== undefined
}

/** Whether something happened after the fetch of what is shown began. */
export function isOwed([query, refetcher]: Cached, { router }: Inspected): boolean {
  return query.state.isInvalidated || router.isOwed(query, refetcher)
}

/** When the fetch of what is shown began; undefined while nothing is. */
export function updatedAtOf([query, refetcher]: Cached): number | undefined {
  return hasData(query) ? refetcher.fetchedAt(query) : undefined
}

export function howUsed(query: CachedQuery): QueryFacts['use'] {
  if (query.observers.length === 0) return 'inactive'
  if (query.isStatic()) return 'static'
  return query.isActive() ? 'active' : 'disabled'
}
