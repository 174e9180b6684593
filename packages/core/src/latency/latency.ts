import { check, checkFunction } from '../check.ts'
import { keyWords } from '../explain/words.ts'
import { isolated } from '../fault.ts'
import { keyOfFamily, type Family } from '../invalidation/families.ts'
import { isUnder } from '../invalidation/match.ts'
import type { QueryKey } from '../invalidation/query-cache.ts'
import type { TraceEntry } from '../trace/entries.ts'
import type { Trace } from '../trace/trace.ts'
import { followMarks } from './marks.ts'

/** One change, and one query that showed what came of it. */
export interface LatencySample {
  /** The family of the query: `tasks` for `['tasks']`, JSON for a longer key. */
  readonly family: string
  /** From when the change was received here until the end that is measured, in ms. */
  readonly ms: number
  readonly key: QueryKey
  /** When it ended, in ms since the epoch. */
  readonly at: number
  /** The trace's entries of the change (or of the app's own event) and of the end. */
  readonly from: number
  readonly to: number
}

/** In ms; of the newest 1,000 samples of the family. */
export interface FamilyLatency {
  readonly family: string
  /** How many there were since measuring began. */
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

/** Options of `measureLatency`. */
export interface LatencyOptions {
  /** One that records; with `noTrace` nothing is ever measured. */
  readonly trace: Pick<Trace, 'subscribe'>
  /** As `createRealtime` has them; a query counts for the first that it is under, others not at all. */
  readonly families: readonly Family[]
  /**
   * Where it ends. `rendered` (default): at the frame in which the data could be seen, as React's
   * `RealtimeProvider` records it. `settled`: when the fetch ended, for whatever has no frames.
   */
  readonly until?: 'rendered' | 'settled'
  /** Told of each sample, such as to hand it to a histogram. One that throws is reported. */
  readonly onSample?: (sample: LatencySample) => void
}

/** How long it takes from an event to the screen, for each family. */
export interface Latency {
  /** The families that have samples, in the order in which they were declared. */
  readonly families: () => readonly FamilyLatency[]
  /** Ends measuring; what was measured can still be read. */
  readonly stop: () => void
}

const KEPT_SAMPLES = 1_000

/**
 * Measures how long changes take from their arrival until they can be seen, per family, by listening to a trace.
 * Changes whose fetch failed or was cancelled are no samples, and neither are polls and catch-ups, which tell
 * of nothing that was received. Throws an `invalid-option` error for options that make no sense.
 */
export function measureLatency(options: LatencyOptions): Latency {
  const { trace, families, until = 'rendered', onSample } = options
  checkFunction('trace.subscribe', trace?.subscribe)
  check(Array.isArray(families), 'families', families, 'a list of query keys')
  check(until === 'rendered' || until === 'settled', 'until', until, 'rendered or settled')
  if (onSample !== undefined) checkFunction('onSample', onSample)
  const measured = families.map(family => {
    const key = keyOfFamily(family)
    return { key, family: nameOf(key), count: 0, newest: [] as number[] }
  })
  const marks = followMarks()

  const take = ({ id, at }: TraceEntry, key: QueryKey, from: { id: number; at: number }): void => {
    const one = measured.find(({ key: prefix }) => isUnder(key, prefix))
    if (one === undefined) return
    const ms = at - from.at
    one.newest[one.count % KEPT_SAMPLES] = ms
    one.count += 1
    const sample = { family: one.family, ms, key, at, from: from.id, to: id }
    if (onSample !== undefined) isolated(() => onSample(sample))
  }
  const stop = trace.subscribe(entry => {
    const led = marks.note(entry)
    if (entry.what !== until) return
    for (const mark of led) take(entry, entry.detail.key, mark)
  })
  return {
    stop,
    families: () =>
      measured.flatMap(({ family, count, newest }) => {
        if (count === 0) return []
        const sorted = newest.toSorted((a, b) => a - b)
        const at = (share: number): number =>
          sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
        return [{ family, count, p50: at(0.5), p95: at(0.95), p99: at(0.99) }]
      }),
  }
}

function nameOf(key: QueryKey): string {
  const [only, ...more] = key
  return typeof only === 'string' && more.length === 0 ? only : keyWords(key)
}
