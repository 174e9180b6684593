import type { QueryReport } from '../freshness/freshness.ts'
import { freshnessOf, type QueryFreshness } from '../freshness/query-freshness.ts'
import { isSameKey } from '../freshness/read-facts.ts'
import type { QueryKey } from '../invalidation/query-cache.ts'
import type { Realtime } from '../realtime.ts'
import { takeSnapshot, type TraceSnapshot } from '../trace/snapshot.ts'
import { nearestKeys } from './nearest.ts'
import { originOf, type Origin } from './origin.ts'
import { refreshedBy, waitsFor, type Wait } from './outlook.ts'
import { textOf } from './text.ts'

/** Why a query shows what it shows, and what would change that. */
export interface Explanation {
  readonly key: QueryKey
  /** Whether an attached cache has a query of this key. */
  readonly cached: boolean
  /** Whether a declared family covers it. */
  readonly covered: boolean
  readonly families: readonly QueryKey[]
  readonly freshness: QueryFreshness
  /** Where what is shown came from. */
  readonly from: Origin
  /** What would refresh it, one sentence each. Empty: nothing would by itself. */
  readonly refreshedBy: readonly string[]
  /** What keeps it from being refreshed now. Empty: nothing does. */
  readonly waitsFor: readonly Wait[]
  /** Cached keys that resemble one that is not cached, the most alike first; at most five. */
  readonly nearest: readonly QueryKey[]
  /** All of it, for a person who reads it in a console. */
  readonly text: string
}

/**
 * Explains the query of exactly `queryKey` as it stands now: how fresh it is, which fetch it shows and what
 * caused that, what would refresh it and what it waits for. Of a key that no attached cache has it says so, and
 * names the nearest. Without a trace the past is unknown, and the rest is told all the same. Changes nothing,
 * fetches nothing, never throws.
 */
export function explain(realtime: Realtime, queryKey: QueryKey): Explanation {
  return explainSnapshot(takeSnapshot(realtime), queryKey)
}

/** The same from a snapshot, such as a bug report's (`readSnapshot`), as of the time when that was taken. */
export function explainSnapshot(snapshot: TraceSnapshot, queryKey: QueryKey): Explanation {
  const asked: QueryKey = Array.isArray(queryKey) ? queryKey : [queryKey]
  const told = best(snapshot.queries.filter(({ key }) => isSameKey(key, asked)))
  // A report that somebody has shortened still has a key.
  const known =
    told === undefined ? ofNothing(snapshot, asked) : ofQuery(snapshot, { ...untold, ...told })
  return { ...known, text: textOf(known, snapshot) }
}

/** What is taken for so where a report does not say it. */
const untold: Omit<QueryReport, 'key' | 'hash'> = {
  families: [],
  tables: undefined,
  refused: [],
  use: 'inactive',
  fetch: 'idle',
  hasData: true,
  failed: false,
  owed: false,
  updatedAt: undefined,
  holds: [],
  pollMs: undefined,
  askedMs: undefined,
  nextPollAt: undefined,
  freshness: { state: 'unknown', boundMs: undefined, updatedAt: undefined, cause: undefined },
}

type Known = Omit<Explanation, 'text'>

/** Of several caches, the one where it is in use, else the last. */
function best(reports: readonly QueryReport[]): QueryReport | undefined {
  return reports.findLast(({ use }) => use === 'active') ?? reports.at(-1)
}

function ofQuery(snapshot: TraceSnapshot, report: QueryReport): Known {
  const { families, freshness, key } = report
  return {
    key,
    cached: true,
    covered: families.length > 0,
    families,
    freshness,
    from: originOf(report, snapshot),
    refreshedBy: refreshedBy(report, snapshot),
    waitsFor: waitsFor(report, snapshot),
    nearest: [],
  }
}

function ofNothing({ queries, state }: TraceSnapshot, key: QueryKey): Known {
  return {
    key,
    cached: false,
    covered: false,
    families: [],
    freshness: freshnessOf(undefined, { state, eventMs: 0 }),
    from: { fetch: undefined, chain: [], sentence: 'No attached cache has a query of this key.' },
    refreshedBy: [],
    waitsFor: [],
    nearest: nearestKeys(
      key,
      queries.map(query => query.key),
    ),
  }
}
