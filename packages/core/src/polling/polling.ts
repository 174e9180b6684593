import { settings } from '../check.ts'
import type { Clock } from '../clock.ts'
import type { Environment } from '../environment.ts'
import { keyOfFamily, mutedFor, type Family } from '../invalidation/families.ts'
import { isUnderAny } from '../invalidation/match.ts'
import type { CachedQuery } from '../invalidation/query-cache.ts'
import type { InvalidationRouter } from '../invalidation/router.ts'
import type { Random } from '../random.ts'
import { observe, type ObservedHost, type RealtimeState } from '../realtime-state.ts'
import type { Source } from '../source.ts'
import type { Trace } from '../trace/trace.ts'
import type { BackendReports } from './backend-reports.ts'
import { watchBackend, type Backend } from './backend.ts'
import { countFailures } from './outcome.ts'
import {
  FAILURES_BEFORE_SLOWING,
  leastPolling,
  pollInterval,
  spreadOf,
  type PolledQuery,
  type PollMode,
  type PollOptions,
} from './policy.ts'
import { startPoller, type Poller } from './poller.ts'

export interface PollingHost extends Pick<
  InvalidationRouter<never>,
  'covered' | 'onReplan' | 'spreadMs'
> {
  readonly clock: Clock
  readonly random: Random
  readonly trace: Trace
  readonly environment: Environment
  readonly connection: ObservedHost['connection']
  readonly families: readonly Family[]
  readonly options: PollOptions
  readonly reports: BackendReports | undefined
  /** The backend was away and is back. */
  readonly onBack: () => void
  /** The token was refused. */
  readonly onUnauthorized: () => void
}

export interface Polling extends Pick<Poller, 'freshAsOf' | 'everyMs' | 'dueAt'> {
  readonly state: Source<RealtimeState>
  readonly pollMode: Source<PollMode>
  readonly nextTryAt: () => number | undefined
  readonly interval: (query: PolledQuery, own?: Partial<PollOptions>) => number | false
  /** What is given replaces single options of those it was started with, at once. */
  readonly set: (options: Partial<PollOptions>) => void
  readonly options: () => PollOptions
  /** Whether a change may fetch `query` at once; otherwise it is marked, and fetched when polling asks. */
  readonly mayFetch: (query: CachedQuery) => boolean
  /** Something happened to a fetch of `query`. */
  readonly hear: Backend['hear']
  /** There is reason to hope: a backend that is away is asked at once. */
  readonly wish: () => void
  readonly stop: () => void
}

/** What is done by time: the poller, what it knows of the backend, and what people see of both. */
export function startPolling(host: PollingHost): Polling {
  const { families } = host
  let { options } = host
  const keys = families.map(keyOfFamily)
  const salted = salting(host.random())
  const failures = countFailures()
  const { breaker, ...backend } = watchBackend({
    ...host,
    isCovered: ({ queryKey }) => isUnderAny(queryKey, keys),
    probe: among => poller.probe(among),
    onBack: () => {
      for (const [query] of host.covered()) failures.forget(query)
      host.onBack()
    },
  })
  const { state, pollMode, nextTryAt, retell, stop } = observe({ ...host, breaker })
  const isBroken = (query: PolledQuery): boolean => failures.of(query) >= FAILURES_BEFORE_SLOWING
  const interval: Polling['interval'] = (query, own) =>
    pollInterval(
      modeOf(query, pollMode.current, families, state.current.muted),
      salted(query),
      own === undefined ? options : settings('polling', options, own, leastPolling),
      failures.of(query),
    )
  const poller = startPoller({
    ...host,
    interval,
    shareOf: query => spreadOf(salted(query)),
    mode: pollMode,
    breaker,
    failures: failures.of,
    isBroken,
  })
  const stops = [stop, poller.stop, backend.stop]
  return {
    state,
    pollMode,
    nextTryAt,
    interval,
    options: () => options,
    set: given => {
      options = settings('polling', host.options, given, leastPolling)
      // Every timer asks anew.
      retell()
    },
    freshAsOf: poller.freshAsOf,
    everyMs: poller.everyMs,
    dueAt: poller.dueAt,
    mayFetch: query => breaker.current.name === 'closed' && !isBroken(query),
    hear: (query, news) => {
      failures.note(query, news)
      backend.hear(query, news)
    },
    wish: () => breaker.send({ type: 'wish' }),
    stop: () => {
      for (const undo of stops) undo()
    },
  }
}

/** What a live connection does not push of refused tables is polled. */
function modeOf(
  { queryKey }: PolledQuery,
  mode: PollMode,
  families: readonly Family[],
  refused: RealtimeState['muted'],
): PollMode {
  return mode.status === 'live' && mutedFor(queryKey, families, refused).length > 0
    ? { ...mode, status: 'polling' }
    : mode
}

/**
 * Gives each query a hash that no other tab has. Tabs that show the same lists share their hashes, and would ask
 * together.
 */
function salting(salt: number): (query: PolledQuery) => PolledQuery {
  return ({ queryKey, queryHash, state }) => ({
    queryKey,
    queryHash: `${salt} ${queryHash}`,
    state,
  })
}
