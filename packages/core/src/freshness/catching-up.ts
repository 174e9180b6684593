import { familiesOver } from '../invalidation/families.ts'
import type { Realtime } from '../realtime.ts'
import type { Source } from '../source.ts'
import { derived } from './derived.ts'
import type { Inspected } from './inspected.ts'
import { howUsed, isOwed, updatedAtOf } from './read-facts.ts'

/**
 * Whether the connection is live again, and something on screen that it covers still shows what was fetched
 * before that and is to be fetched anew. An event that is heard while live is no catch-up. Told a microtask
 * after it changes.
 */
export function catchingUp({ inspected }: Pick<Realtime, 'inspected'>): Source<boolean> {
  // Where a log said what was missed, the rest is as it was before live, and an event on it no catch-up either.
  let caughtUp: number | undefined
  const read = (): boolean => {
    const { log, state } = inspected.polling
    const { since, status } = state.current
    if (status !== 'live' || caughtUp === since) return false
    if (isBehind(inspected, since)) return true
    if (log.knownAt() >= since) caughtUp = since
    return false
  }
  return derived(inspected, { initial: false, read })
}

function isBehind(inspected: Inspected, since: number): boolean {
  const { families, router } = inspected
  // Asked after whatever happens to any query: its time, which is cheap, rules out nearly all of them.
  for (const cached of router.cached()) {
    if ((updatedAtOf(cached) ?? Infinity) >= since) continue
    const [query] = cached
    if (howUsed(query) !== 'active' || familiesOver(query.queryKey, families).length === 0) continue
    // The mark, and not the times alone: a fetch may begin in the same moment, or a slow one before it is told.
    if (isOwed(cached, inspected)) return true
  }
  return false
}
