import type { QueryKey } from '../../src/invalidation/query-cache.ts'
import type { Context } from './context.ts'

/** What is remembered of one query of one cache, to judge it by. */
export interface Watched {
  readonly key: QueryKey
  /** The fetches in flight that count: what a hold has cancelled does not. */
  readonly flights: Set<symbol>
  /** What a person's unfinished work shows, and how many holds are over it. */
  held: { readonly shows: string; readonly count: number } | undefined
  releasedAt: number
  fetches: number
  /** What the app itself asked for: mounts, refetches, invalidations, data set by hand. */
  asked: number
  failures: number
  startedAt: number
  landedAt: number
  failed: boolean
  /** When the oldest change was heard that no fetch has started after. */
  owedSince: number | undefined
  /** Windows in which something was heard for it, by key. */
  readonly windows: Map<string, { begunAt: number; count: number }>
}

export function watched(key: QueryKey): Watched {
  return {
    key,
    flights: new Set(),
    held: undefined,
    releasedAt: -Infinity,
    fetches: 0,
    asked: 0,
    failures: 0,
    startedAt: -Infinity,
    landedAt: -Infinity,
    failed: false,
    owedSince: undefined,
    windows: new Map(),
  }
}

const WINDOW_MS = 500

/** A change for `query` was heard under `key`. */
export function heard(query: Watched, key: string, now: number): void {
  query.owedSince ??= now
  allowed(query, key, now)
}

/** Something under `key` may be fetched for, or may not be. */
export function allowed(query: Watched, key: string, now: number): void {
  const window = query.windows.get(key) ?? { begunAt: -Infinity, count: 0 }
  if (now - window.begunAt >= WINDOW_MS) {
    window.begunAt = now
    window.count += 1
  }
  query.windows.set(key, window)
}

/** A hold over `query` began. */
export function heldBy(query: Watched, shows: string, now: number): void {
  query.held = { shows, count: (query.held?.count ?? 0) + 1 }
  interrupted(query, now)
}

/** What is in flight is cancelled, and owed. */
export function interrupted(query: Watched, now: number): void {
  if (query.flights.size > 0) query.owedSince ??= now
  query.flights.clear()
  query.asked += 2
}

export function releasedBy(query: Watched, now: number): void {
  if (query.held === undefined) return
  const count = query.held.count - 1
  query.held = count === 0 ? undefined : { ...query.held, count }
  if (count === 0) query.releasedAt = now
}

/** A fetch as the judge sees it. */
export async function observeFetch(
  query: Watched,
  { clock, violate, log }: Context,
  name: string,
  fetch: () => Promise<string>,
): Promise<string> {
  const flight = Symbol('flight')
  query.fetches += 1
  query.startedAt = clock.now()
  // Under a hold it is cancelled at once, and owed.
  if (query.held === undefined) {
    query.flights.add(flight)
    query.owedSince = undefined
  } else {
    query.asked += 2
    query.owedSince ??= clock.now()
  }
  log(`${name} fetches ${JSON.stringify(query.key)}`)
  if (query.flights.size > 1)
    violate(
      'R2',
      `${name}: ${query.flights.size} fetches of ${JSON.stringify(query.key)} at a time`,
    )
  try {
    const answer = await fetch()
    if (query.flights.has(flight)) query.failed = false
    return answer
  } catch (error) {
    if (query.flights.has(flight)) query.failed = true
    query.failures += 1
    throw error
  } finally {
    query.flights.delete(flight)
    query.landedAt = clock.now()
  }
}
