import type { QueryCacheLike, QueryKey } from '../invalidation/query-cache.ts'
import type { Realtime } from '../realtime.ts'
import type { Source } from '../source.ts'
import { derived } from './derived.ts'
import type { Inspected } from './inspected.ts'
import type { QueryFacts } from './query-facts.ts'
import { freshnessOf, type QueryFreshness } from './query-freshness.ts'
import { allFacts, factsAt } from './read-facts.ts'

/** What is known of one cached query, and how fresh that makes it. */
export interface QueryReport extends QueryFacts {
  readonly freshness: QueryFreshness
}

/** What is known at this moment of each query of each attached cache. Its data is not part of it. */
export function queryReports({ inspected }: Pick<Realtime, 'inspected'>): readonly QueryReport[] {
  return allFacts(inspected).map(facts => ({ ...facts, freshness: judged(facts, inspected) }))
}

/**
 * How fresh the query of exactly this key is, and why. Of several attached caches the one in which it is in
 * use counts, or the one that is given. Derived when it is read, without a timer; listeners are told after
 * each change in it, and only then, a microtask later. Never throws: of a query that does not exist (yet, or
 * any more), and after `stop()`, it is `unknown`.
 */
export function queryFreshness(
  { inspected }: Pick<Realtime, 'inspected'>,
  queryKey: QueryKey,
  cache?: QueryCacheLike,
): Source<QueryFreshness> {
  let known = nothing
  const read = (): QueryFreshness => {
    const now = judged(factsAt(queryKey, inspected, cache), inspected)
    if (!isSame(now, known)) known = now
    return known
  }
  return derived(inspected, { initial: nothing, key: queryKey, read })
}

function judged(facts: QueryFacts | undefined, { polling, router }: Inspected): QueryFreshness {
  return freshnessOf(facts, { state: polling.state.current, eventMs: router.longestWaitMs })
}

/** Of no query: what a server renders, too. */
const nothing: QueryFreshness = freshnessOf(undefined, {
  state: { status: 'idle', cause: undefined, backend: 'up' },
  eventMs: 0,
})

function isSame(a: QueryFreshness, b: QueryFreshness): boolean {
  return (
    a.state === b.state &&
    a.boundMs === b.boundMs &&
    a.updatedAt === b.updatedAt &&
    a.cause?.code === b.cause?.code &&
    a.cause?.message === b.cause?.message
  )
}
