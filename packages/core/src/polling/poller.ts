import { alarm } from '../alarm.ts'
import type { Clock } from '../clock.ts'
import { isolated } from '../fault.ts'
import { ownInterval } from '../invalidation/own-interval.ts'
import type { CachedQuery } from '../invalidation/query-cache.ts'
import type { Refetcher } from '../invalidation/refetcher.ts'
import { cell, type Source } from '../source.ts'
import type { Trace } from '../trace/trace.ts'
import type { BreakerEffect, BreakerState } from './breaker.ts'
import { isOwed, mayPoll, type PollMode } from './policy.ts'

export interface PollerHost {
  readonly clock: Clock
  readonly trace: Trace
  readonly mode: Source<PollMode>
  readonly breaker: Source<BreakerState>
  /** How long after its last fetch `query` is to be fetched again, in ms; false: not by time. */
  readonly interval: (query: CachedQuery) => number | false
  /** A number in [0, 1) that is this query's in this tab: what comes due together is spread by it. */
  readonly shareOf: (query: CachedQuery) => number
  /** Over how long, at least; see `WindowOptions`. */
  readonly spreadMs: number
  readonly failures: (query: CachedQuery) => number
  /** It fails by itself, again and again: whatever happened, its own slow interval holds. */
  readonly isBroken: (query: CachedQuery) => boolean
  /** Whether something was heard that `query` does not show yet. */
  readonly isOwed: (query: CachedQuery, refetcher: Refetcher) => boolean
  /** When it was last known that nothing had changed under `query`, other than what it is owed. */
  readonly knownAt: (query: CachedQuery) => number
  /** Told when that may be later. */
  readonly onAnswer: (listener: () => void) => () => void
  readonly covered: () => Iterable<readonly [CachedQuery, Refetcher]>
  readonly onReplan: (listener: () => void) => () => void
}

export interface Poller {
  /** When the oldest of the data of active covered queries was fetched; undefined without any. */
  readonly freshAsOf: Source<number | undefined>
  /** Fetches the one query that tells most of the backend, and returns it; undefined: there is none. */
  readonly probe: (among: BreakerEffect['among']) => CachedQuery | undefined
  /** How long after one fetch of `query` the next one comes by itself, in ms; undefined: not by time. */
  readonly everyMs: (query: CachedQuery) => number | undefined
  /** When that is, in ms since the epoch; undefined also while a fetch is in flight. */
  readonly dueAt: (query: CachedQuery, refetcher: Refetcher) => number | undefined
  readonly stop: () => void
}

/** Queries that come into use together are planned together. */
const REPLAN_AFTER_MS = 100
/**
 * How much later we poll a query that TanStack polls: its timer comes first, and ours only where that does
 * not run (hidden, or started anew on being shown).
 */
const OWN_POLL_GRACE_MS = 1_000
/** Intervals of one length differ by this much at most, by their jitter. */
const JITTER_RATIO = 1.5
/**
 * When the backend is back, what waited for it does not come all at once; nor does, when realtime goes away from
 * all clients in one moment, what is older than a poll's interval in all of them.
 */
const LEAST_SPREAD_MS = 1_000

/**
 * Sees to it that every active covered query is polled. Plans by walking the cache when the mode changes,
 * a fetch ends, an observer changes or a poll is due; between these it only holds one timer.
 */
export function startPoller(host: PollerHost): Poller {
  const { breaker, clock, mode, trace } = host
  const backAfter = spreading(host)
  const freshAsOf = cell<number | undefined>(undefined)

  const plan = alarm(clock, () => {
    const now = clock.now()
    let next: number | undefined
    let oldest: number | undefined
    const visit = (query: CachedQuery, refetcher: Refetcher): void => {
      if (!query.isActive()) return
      oldest = earlier(oldest, freshAt(query, refetcher, host))
      const due = dueAt(query, refetcher)
      if (due === undefined) return
      if (due > now) next = earlier(next, due)
      else
        trace.during(trace.add('poller', 'poll', factsOf(query, mode.current)), () =>
          refetcher.fetch(query),
        )
    }
    // Each by itself: an app's own `enabled` or `refetchInterval` may throw.
    for (const [query, refetcher] of host.covered()) isolated(() => visit(query, refetcher))
    freshAsOf.set(oldest)
    plan.set(next)
  })

  const everyMs = (query: CachedQuery): number | undefined => waitOf(query, host.interval(query))

  const dueAt = (query: CachedQuery, refetcher: Refetcher): number | undefined => {
    const { current } = breaker
    // One in flight is planned anew when it ends.
    if (current.name !== 'closed' || !isIdle(query)) return undefined
    const wait = everyMs(query)
    if (wait === undefined) return undefined
    const touchedAt = refetcher.touchedAt(query)
    const backAt = backAfter(query, current.since)
    // What waited for the backend is asked for when that is back.
    if (touchedAt < current.since && isOwed(query) && !host.isBroken(query)) return backAt
    return Math.max(touchedAt + wait, backAt)
  }

  const probe: Poller['probe'] = among => {
    const best = candidate(host, among)
    if (best === undefined) return undefined
    const { query, refetcher } = best
    trace.during(trace.add('poller', 'probe', factsOf(query, mode.current)), () =>
      refetcher.probe(query),
    )
    return query
  }

  const replan = (): void => {
    plan.set(Math.min(plan.at ?? Infinity, clock.now() + REPLAN_AFTER_MS))
  }

  const undos = [mode.subscribe(replan), host.onReplan(replan), host.onAnswer(replan)]
  replan()
  return {
    freshAsOf,
    probe,
    everyMs,
    dueAt,
    stop: () => {
      for (const undo of undos) undo()
      plan.close()
    },
  }
}

/** When what `query` shows was fetched, or was known not to have changed since. */
function freshAt(query: CachedQuery, refetcher: Refetcher, host: PollerHost): number | undefined {
  const fetchedAt = refetcher.fetchedAt(query)
  const knownAt = host.knownAt(query)
  // Whether it is owed anything is asked only where it matters: not where there is no log.
  const isNewer = fetchedAt !== undefined && knownAt > fetchedAt && !host.isOwed(query, refetcher)
  return isNewer ? knownAt : fetchedAt
}

function earlier(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b)
}

/** When a query may be asked, by the end of the last live connection and by when the backend came back. */
function spreading({ clock, mode, shareOf, ...host }: PollerHost) {
  const spreadMs = Math.max(LEAST_SPREAD_MS, host.spreadMs)
  let before = mode.current.status
  let endedAt = -Infinity
  mode.subscribe(() => {
    const { status } = mode.current
    if (before === 'live' && status !== 'live') endedAt = clock.now()
    before = status
  })
  return (query: CachedQuery, backendSince: number): number =>
    Math.max(endedAt, backendSince) + shareOf(query) * spreadMs
}

function factsOf({ queryKey, queryHash }: CachedQuery, { status }: PollMode) {
  return { key: queryKey, hash: queryHash, status }
}

interface Candidate {
  readonly query: CachedQuery
  readonly refetcher: Refetcher
  readonly failures: number
  readonly touchedAt: number
}

/** The query to ask whether the backend is there. */
function candidate(host: PollerHost, among: BreakerEffect['among']): Candidate | undefined {
  if (!mayPoll(host.mode.current)) return undefined
  const found: Candidate[] = []
  const visit = (query: CachedQuery, refetcher: Refetcher): void => {
    const failures = host.failures(query)
    if (!query.isActive() || !isIdle(query) || refetcher.isHeld(query)) return
    if (among === 'healthy' && failures > 0) return
    found.push({ query, refetcher, failures, touchedAt: refetcher.touchedAt(query) })
  }
  for (const [query, refetcher] of host.covered()) isolated(() => visit(query, refetcher))
  // One that fails by itself says nothing of the backend; among equals, the one that waited longest.
  return found.sort((a, b) => a.failures - b.failures || a.touchedAt - b.touchedAt)[0]
}

function isIdle(query: CachedQuery): boolean {
  return query.state.fetchStatus === 'idle' && !query.isStatic()
}

/** How long after one fetch of `query` we ask again, in ms; undefined: not by time. */
function waitOf(query: CachedQuery, interval: number | false): number | undefined {
  if (interval === false) return undefined
  const own = shortestOwn(query)
  return own <= interval * JITTER_RATIO ? Math.max(own, interval) + OWN_POLL_GRACE_MS : interval
}

/** The shortest of the intervals at which TanStack polls `query` by itself. */
function shortestOwn(query: CachedQuery): number {
  let shortest = Infinity
  for (const { options } of query.observers)
    shortest = Math.min(shortest, ownInterval(options, query) ?? Infinity)
  return shortest
}
