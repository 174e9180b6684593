import { alarm } from '../alarm.ts'
import type { Clock } from '../clock.ts'
import type { CachedQuery } from '../invalidation/query-cache.ts'
import type { Refetcher } from '../invalidation/refetcher.ts'
import type { Source } from '../source.ts'
import type { Trace } from '../trace.ts'
import { pollInterval, type PollMode, type PollOptions } from './policy.ts'

export interface PollerHost {
  readonly clock: Clock
  readonly trace: Trace
  readonly mode: Source<PollMode>
  readonly options: PollOptions
  readonly covered: () => Iterable<readonly [CachedQuery, Refetcher]>
  readonly onSettled: (listener: () => void) => () => void
}

/** Queries that come into use together are planned together. */
const REPLAN_AFTER_MS = 100

/**
 * Polls every active covered query that does not poll itself. Plans by walking the cache when a mode
 * changes, a fetch ends or a poll is due; between these it only holds one timer.
 */
export function startPoller(host: PollerHost): { readonly stop: () => void } {
  const { clock, mode, options } = host

  const plan = alarm(clock, () => {
    const now = clock.now()
    let next: number | undefined
    for (const [query, refetcher] of host.covered()) {
      const due = dueAt(query, refetcher)
      if (due === undefined) continue
      if (due > now) {
        next = Math.min(next ?? due, due)
        continue
      }
      host.trace.add('poller', 'poll', { key: query.queryKey, status: mode.current.status })
      refetcher.fetch(query)
    }
    planned = next
    plan.set(next)
  })
  let planned: number | undefined

  const dueAt = (query: CachedQuery, refetcher: Refetcher): number | undefined => {
    // One in flight is planned anew when it ends.
    if (query.state.fetchStatus !== 'idle' || !query.isActive() || query.isStatic())
      return undefined
    if (pollsItself(query, mode.current)) return undefined
    const interval = pollInterval(mode.current, query, options)
    return interval === false ? undefined : refetcher.touchedAt(query) + interval
  }

  const replan = (): void => {
    planned = Math.min(planned ?? Infinity, clock.now() + REPLAN_AFTER_MS)
    plan.set(planned)
  }

  const undos = [mode.subscribe(replan), host.onSettled(replan)]
  replan()
  return {
    stop: () => {
      for (const undo of undos) undo()
      plan.set(undefined)
    },
  }
}

/** TanStack polls a query whose observer has an interval, as long as the page is visible. */
function pollsItself(query: CachedQuery, mode: PollMode): boolean {
  return mode.visible && query.observers.some(({ options }) => Boolean(options.refetchInterval))
}
