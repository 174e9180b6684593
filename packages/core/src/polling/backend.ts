import type { Clock } from '../clock.ts'
import { whenTrue, type Environment } from '../environment.ts'
import type { CachedQuery, FetchNews } from '../invalidation/query-cache.ts'
import { run, type Running } from '../machine.ts'
import type { Random } from '../random.ts'
import type { Trace } from '../trace/trace.ts'
import type { BackendReport, BackendReports } from './backend-reports.ts'
import {
  breakerMachine,
  isAway,
  type BreakerEffect,
  type BreakerEvent,
  type BreakerState,
} from './breaker.ts'
import { reportOf } from './outcome.ts'

export interface BackendHost {
  readonly clock: Clock
  readonly random: Random
  readonly trace: Trace
  readonly environment: Environment
  /** Default: what came of each fetch of a covered query. */
  readonly reports: BackendReports | undefined
  readonly isCovered: (query: CachedQuery) => boolean
  /** Fetches one query, once and at once, and returns it; undefined: there is none. */
  readonly probe: (among: BreakerEffect['among']) => CachedQuery | undefined
  /** The backend was away and is back. */
  readonly onBack: () => void
  /** The token was refused. */
  readonly onUnauthorized: () => void
}

/** A page full of queries is refused together: the session is looked at once. */
const CHECK_AGAIN_AFTER_MS = 5_000

export interface Backend {
  readonly breaker: Running<BreakerState, BreakerEvent>
  /** Something happened to a fetch of `query`. */
  readonly hear: (query: CachedQuery, news: FetchNews) => void
  readonly stop: () => void
}

/** The breaker, running on what is heard of the backend. */
export function watchBackend(host: BackendHost): Backend {
  const { clock, random, trace } = host
  const { active, online, resumed } = host.environment
  let probed: CachedQuery | undefined
  let checkedAt = -Infinity

  const breaker = run(breakerMachine, {
    clock,
    random,
    perform: ({ among }, send) => {
      probed = host.probe(among)
      if (probed === undefined) send({ type: 'probe-failed' })
    },
    observe: (from, event, to) => {
      if (isAway(from) && to.name === 'closed') host.onBack()
      trace.backend(from, event, to)
    },
  })

  const report = (news: BackendReport): void => {
    if (news.type !== 'unauthorized') breaker.send(news)
    else if (clock.now() >= checkedAt + CHECK_AGAIN_AFTER_MS) {
      checkedAt = clock.now()
      host.onUnauthorized()
    }
  }
  const undos = [
    host.reports?.subscribe(report),
    whenTrue(online, () => breaker.send({ type: 'online' })),
    whenTrue(active, () => breaker.send({ type: 'wish' })),
    resumed.subscribe(() => breaker.send({ type: 'wish' })),
  ]
  return {
    breaker,
    hear: (query, news) => {
      if (query === probed && news.type === 'error') breaker.send({ type: 'probe-failed' })
      const told = host.reports === undefined && host.isCovered(query) ? reportOf(news) : undefined
      if (told !== undefined) report(told)
    },
    stop: () => {
      for (const undo of undos) undo?.()
      breaker.stop()
    },
  }
}
