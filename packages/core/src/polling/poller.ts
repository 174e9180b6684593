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
  /** What decides for one query. */
  readonly modeOf: (query: CachedQuery) => PollMode
  readonly options: PollOptions
  readonly covered: () => Iterable<readonly [CachedQuery, Refetcher]>
  readonly onReplan: (listener: () => void) => () => void
}

/** Queries that come into use together are planned together. */
const REPLAN_AFTER_MS = 100
/**
 * How much later we poll a query that TanStack polls: its timer comes first, and ours only where that does
 * not run (hidden, or started anew on being shown).
 */
const OWN_POLL_GRACE_MS = 1_000

/**
 * Sees to it that every active covered query is polled. Plans by walking the cache when the mode changes,
 * a fetch ends, an observer changes or a poll is due; between these it only holds one timer.
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
      host.trace.add('poller', 'poll', { key: query.queryKey, status: host.modeOf(query).status })
      refetcher.fetch(query)
    }
    plan.set(next)
  })

  const dueAt = (query: CachedQuery, refetcher: Refetcher): number | undefined => {
    // One in flight is planned anew when it ends.
    if (query.state.fetchStatus !== 'idle' || !query.isActive() || query.isStatic())
      return undefined
    const interval = pollInterval(host.modeOf(query), query, options)
    if (interval === false) return undefined
    const grace = pollsItself(query, interval) ? OWN_POLL_GRACE_MS : 0
    return refetcher.touchedAt(query) + interval + grace
  }

  const replan = (): void => {
    plan.set(Math.min(plan.at ?? Infinity, clock.now() + REPLAN_AFTER_MS))
  }

  const undos = [mode.subscribe(replan), host.onReplan(replan)]
  replan()
  return {
    stop: () => {
      for (const undo of undos) undo()
      plan.close()
    },
  }
}

/** Whether TanStack polls `query` at least as often: an enabled observer has an interval no longer than ours. */
function pollsItself(query: CachedQuery, intervalMs: number): boolean {
  return query.observers.some(({ options }) => {
    const own = resolve(options.refetchInterval, query)
    const enabled = resolve(options.enabled, query) !== false
    return enabled && typeof own === 'number' && own > 0 && own <= intervalMs
  })
}

function resolve(option: unknown, query: CachedQuery): unknown {
  return typeof option === 'function' ? option(query) : option
}
