import { keyOfFamily, type Family } from '../invalidation/families.ts'
import { isUnderAny } from '../invalidation/match.ts'
import type { QueryKey } from '../invalidation/query-cache.ts'
import type { TraceEntry } from '../trace/entries.ts'
import type { Finding } from './finding.ts'
import { shownKey } from './shown-key.ts'

/** So many fetches that are equally far apart come from a timer, not from a person. */
const FEWEST = 4
/** How much longer than the shortest of its intervals the longest of a timer is. */
const STEADY = 1.25
/** Slower than this it is no burden, and no rival to the safety refetch. */
const SLOWEST_MS = 120_000

/** After so many of its intervals without a fetch a timer has ended. */
const ENDED = 1.5

/**
 * Covered queries that something of the app's own fetches again and again until `now`: a timer in a service,
 * say, that invalidates them beside realtime. Seen in a trace that has at least four such fetches. One that has
 * ended is not told.
 */
export function ownPollFindings(
  entries: readonly TraceEntry[],
  families: readonly Family[],
  now: number,
): readonly Finding[] {
  const prefixes = families.map(keyOfFamily)
  const fetches = new Map<string, { readonly key: QueryKey; readonly at: number[] }>()
  for (const entry of entries) {
    if (entry.part !== 'query' || entry.what !== 'fetch' || entry.detail.why !== 'app') continue
    const { hash, key } = entry.detail
    if (!isUnderAny(key, prefixes)) continue
    const known = fetches.get(hash) ?? { key, at: [] }
    fetches.set(hash, known)
    known.at.push(entry.at)
  }
  return Array.from(fetches.values()).flatMap(({ key, at }) => {
    const every = intervalOf(at.slice(-FEWEST))
    const isOn = every !== undefined && now - (at.at(-1) ?? 0) < every * ENDED
    return isOn ? [polledByApp(key, every)] : []
  })
}

/** How far apart these are, in ms; undefined where they are too few or keep no time. */
function intervalOf(at: readonly number[]): number | undefined {
  if (at.length < FEWEST) return undefined
  const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0))
  const [shortest, longest] = [Math.min(...gaps), Math.max(...gaps)]
  return shortest > 0 && longest <= shortest * STEADY && longest <= SLOWEST_MS ? longest : undefined
}

function polledByApp(key: QueryKey, everyMs: number): Finding {
  return {
    code: 'polling-shadowed',
    severity: 'warning',
    title: `Something of the app's own polls ${shownKey(key)} beside realtime.`,
    evidence: `Its last ${FEWEST} fetches that neither an event nor realtime's poll caused were ${Math.round(everyMs / 100) / 10} s apart.`,
    next: 'Look for a timer that refetches or invalidates it, and remove it: realtime polls when there is need.',
  }
}
