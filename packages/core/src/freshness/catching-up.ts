import type { Realtime } from '../realtime.ts'
import type { Source } from '../source.ts'
import { derived } from './derived.ts'
import type { Inspected } from './inspected.ts'
import { allFacts } from './read-facts.ts'

/**
 * Whether the connection is live again, and something on screen that it covers still shows what was fetched
 * before that and is to be fetched anew. An event that is heard while live is no catch-up. Told a microtask
 * after it changes.
 */
export function catchingUp({ inspected }: Pick<Realtime, 'inspected'>): Source<boolean> {
  return derived(inspected, { initial: false, read: () => isBehind(inspected) })
}

function isBehind(inspected: Inspected): boolean {
  const { since, status } = inspected.polling.state.current
  if (status !== 'live') return false
  // The mark, and not the times alone: a fetch may begin in the same moment, or a slow one before it is told.
  return allFacts(inspected).some(
    ({ families, owed, updatedAt = Infinity, use }) =>
      use === 'active' && families.length > 0 && owed && updatedAt < since,
  )
}
