import type { QueryKey } from '../../src/invalidation/query-cache.ts'
import type { Context } from './context.ts'

/** What is remembered of one query of one cache, to judge it by. */
export interface Watched {
  readonly key: QueryKey
  inFlight: number
  fetches: number
  /** What the app itself asked for: mounts, refetches, invalidations, data set by hand. */
  asked: number
  failures: number
  startedAt: number
  landedAt: number
  failed: boolean
  failedAt: number
  /** When the oldest change was heard that no fetch has started after. */
  owedSince: number | undefined
  /** Windows in which something was heard for it, by key. */
  readonly windows: Map<string, { begunAt: number; count: number }>
}

export function watched(key: QueryKey): Watched {
  return {
    key,
    inFlight: 0,
    fetches: 0,
    asked: 0,
    failures: 0,
    startedAt: -Infinity,
    landedAt: -Infinity,
    failed: false,
    failedAt: -Infinity,
    owedSince: undefined,
    windows: new Map(),
  }
}

const WINDOW_MS = 500

/** A change for `query` was heard under `key`. */
export function heard(query: Watched, key: string, now: number): void {
  query.owedSince ??= now
  const window = query.windows.get(key) ?? { begunAt: -Infinity, count: 0 }
  if (now - window.begunAt >= WINDOW_MS) {
    window.begunAt = now
    window.count += 1
  }
  query.windows.set(key, window)
}

/** A fetch as the judge sees it. */
export async function observeFetch(
  query: Watched,
  { clock, violate, log }: Context,
  name: string,
  fetch: () => Promise<string>,
): Promise<string> {
  query.inFlight += 1
  query.fetches += 1
  query.startedAt = clock.now()
  query.owedSince = undefined
  log(`${name} fetches ${JSON.stringify(query.key)}`)
  if (query.inFlight > 1)
    violate('R2', `${name}: ${query.inFlight} fetches of ${JSON.stringify(query.key)} at a time`)
  try {
    const answer = await fetch()
    query.failed = false
    return answer
  } catch (error) {
    query.failed = true
    query.failures += 1
    query.failedAt = clock.now()
    throw error
  } finally {
    query.inFlight -= 1
    query.landedAt = clock.now()
  }
}
