import { settings } from '../check.ts'
import type { Clock } from '../clock.ts'
import type { Environment } from '../environment.ts'
import { keyOfFamily, mutedFor, type Family } from '../invalidation/families.ts'
import { isUnderAny } from '../invalidation/match.ts'
import type { CachedQuery } from '../invalidation/query-cache.ts'
import type { InvalidationRouter } from '../invalidation/router.ts'
import type { LogView } from '../log/log-status.ts'
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
  'covered' | 'isOwed' | 'onReplan' | 'spreadMs'
> {
  readonly clock: Clock
  readonly random: Random
  readonly trace: Trace
  readonly environment: Environment
  readonly connection: ObservedHost['connection']
  readonly families: readonly Family[]
  readonly log: LogView
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
  /** How often a change log is asked about `query` at this moment, in ms; undefined: it is not. */
  readonly askedMs: (query: PolledQuery) => number | undefined
  /** What the change log says of queries, where there is one: for who asks how fresh they are. */
  readonly log: LogView
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
  let { options } = host
  const salted = salting(host.random())
  const failures = countFailures()
  const { breaker, ...backend } = watchedBackend(host, failures, among => probe(among))
  const { state, pollMode, nextTryAt, retell, stop } = observe({
    ...host,
    breaker,
    log: host.log.status,
  })
  const isBroken = (query: PolledQuery): boolean => failures.of(query) >= FAILURES_BEFORE_SLOWING
  const interval: Polling['interval'] = (query, own) =>
    pollInterval(
      modeOf(query, pollMode.current, host, state.current.muted),
      salted(query),
      own === undefined ? options : settings('polling', options, own, leastPolling),
      failures.of(query),
    )
  const { isLogged, ...known } = logging(host.log, pollMode)
  const {
    probe,
    stop: stopPoller,
    ...ofPoller
  } = startPoller({
    ...host,
    ...known,
    interval,
    shareOf: query => spreadOf(salted(query)),
    mode: pollMode,
    breaker,
    failures: failures.of,
    isBroken,
  })
  const stops = [stop, stopPoller, backend.stop]
  return {
    state,
    pollMode,
    nextTryAt,
    interval,
    options: () => options,
    askedMs: query => (isLogged(query) ? host.log.everyMs() : undefined),
    log: host.log,
    set: given => {
      options = settings('polling', host.options, given, leastPolling)
      // Every timer asks anew.
      retell()
    },
    ...ofPoller,
    mayFetch: query => breaker.current.name === 'closed' && !isBroken(query),
    hear: (query, news) => {
      failures.note(query, news)
      backend.hear(query, news)
    },
    wish: () => breaker.send({ type: 'wish' }),
    stop: () => stops.forEach(undo => undo()),
  }
}

function watchedBackend(
  host: PollingHost,
  failures: ReturnType<typeof countFailures>,
  probe: Poller['probe'],
): Backend {
  const keys = host.families.map(keyOfFamily)
  return watchBackend({
    ...host,
    isCovered: ({ queryKey }) => isUnderAny(queryKey, keys),
    probe,
    onBack: () => {
      for (const [query] of host.covered()) failures.forget(query)
      host.onBack()
    },
  })
}

/** What a log says of queries, as long as it is trusted. */
function logging({ covers, knownAt, onAnswer }: LogView, mode: Source<PollMode>) {
  const isLogged = ({ queryKey }: Pick<PolledQuery, 'queryKey'>): boolean =>
    mode.current.log === 'trusted' && covers(queryKey)
  return {
    isLogged,
    onAnswer,
    knownAt: (query: Pick<PolledQuery, 'queryKey'>): number =>
      isLogged(query) ? knownAt() : -Infinity,
  }
}

/** What a live connection does not push of refused tables is polled, and what a log does not tell of. */
function modeOf(
  { queryKey }: PolledQuery,
  mode: PollMode,
  { families, log }: Pick<PollingHost, 'families' | 'log'>,
  refused: RealtimeState['muted'],
): PollMode {
  const isMuted = mode.status === 'live' && mutedFor(queryKey, families, refused).length > 0
  if (isMuted) return { ...mode, status: 'polling', log: 'none' }
  return log.covers(queryKey) ? mode : { ...mode, log: 'none' }
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
