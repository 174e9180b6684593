import type { Status } from '../connection/status.ts'
import type { QueryKey } from '../invalidation/query-cache.ts'
import type { LogStatus } from '../log/log-status.ts'

/** What decides how often to poll, the same for all queries. */
export interface PollMode {
  readonly status: Status
  readonly visible: boolean
  readonly online: boolean
  /** A person did something within the last minute. */
  readonly active: boolean
  /** The browser saves data, or the network is slow: polls are twice as far apart. */
  readonly frugal: boolean
  /** `away`: requests fail one after another; only a probe is sent, by the poller. */
  readonly backend: 'up' | 'away'
  /** `trusted`: a change log is asked instead of the queries that it covers. */
  readonly log: 'none' | 'trusted'
}

/** What decides how often to poll one query. */
export interface PolledQuery {
  readonly queryKey: QueryKey
  readonly queryHash: string
  readonly state: {
    readonly status: 'pending' | 'error' | 'success'
    readonly isInvalidated: boolean
    readonly dataUpdateCount: number
    readonly errorUpdateCount: number
  }
}

/** How often queries are polled. All times are in ms; a negative one is refused. */
export interface PollOptions {
  /** Between polls while visible and not live. Default 5000 ms. */
  readonly visibleMs: number
  /** The same when nobody did anything for a minute, and the longest of all visible ones. Default 15000 ms. */
  readonly idleMs: number
  /**
   * The same in the first minute of being hidden; then 60000 ms, which is all that browsers grant after
   * five minutes. Default 15000 ms.
   */
  readonly hiddenMs: number
  /**
   * Polls come this much earlier or later, so that queries and tabs spread out. Default 1000 ms; never
   * more than a fifth of the interval.
   */
  readonly jitterMs: number
  /** Between refetches while live and visible: bounds what the server may have dropped. Default 300000 ms. */
  readonly safetyMs: number
  /**
   * The same for what a change log covers, whose answers bound it already: for what no log tells, such as a change
   * of who may see what. Default 3600000 ms.
   */
  readonly loggedSafetyMs: number
  /** Between questions to a change log while live and visible: how soon a lost push is found. Default 60000 ms. */
  readonly driftMs: number
}

export const defaultPolling: PollOptions = {
  visibleMs: 5_000,
  idleMs: 15_000,
  hiddenMs: 15_000,
  jitterMs: 1_000,
  safetyMs: 300_000,
  loggedSafetyMs: 3_600_000,
  driftMs: 60_000,
}

/** An interval of 0 would ask without end. */
export const leastPolling: Partial<PollOptions> = {
  visibleMs: 1,
  idleMs: 1,
  hiddenMs: 1,
  safetyMs: 1,
  loggedSafetyMs: 1,
  driftMs: 1,
}

/** One or two failures may be chance. */
export const FAILURES_BEFORE_SLOWING = 3
/** What browsers grant the timers of a page that is hidden for some minutes. */
const SLOWEST_MS = 60_000

/**
 * How long after its last fetch `query` is to be fetched again, in ms; false: not until something
 * changes. Pure: the jitter is a function of the query and of how often it was fetched, so that asking
 * a hundred times gives the same number, and each cycle another one. From the third of `failures` in a row
 * on it doubles, to 60 s.
 */
export function pollInterval(
  mode: PollMode,
  query: PolledQuery,
  options: PollOptions,
  failures = 0,
): number | false {
  if (!mayPoll(mode) || mode.backend === 'away') return false
  const told = mode.status === 'live' || mode.log === 'trusted'
  const owed = isOwed(query)
  if (told && !owed && !mode.visible) return false
  const cycle = query.state.dataUpdateCount + query.state.errorUpdateCount
  const every = told && !owed ? safetyMs(mode, options) : pollEveryMs(mode, options)
  const base = slowed(every, failures)
  const jitter = Math.min(options.jitterMs, base / 5)
  return base + (2 * fraction(`${query.queryHash}#${cycle}`) - 1) * jitter
}

function safetyMs({ log }: PollMode, { loggedSafetyMs, safetyMs }: PollOptions): number {
  return log === 'trusted' ? Math.max(loggedSafetyMs, safetyMs) : safetyMs
}

/** Marked stale, failed or without data, and at rest: the fetch that should have shown a change has failed. */
export function isOwed({ state }: Pick<PolledQuery, 'state'>): boolean {
  return state.isInvalidated || state.status !== 'success'
}

/** Offline nothing can be asked; and while nobody is signed in, what could be would be nobody's. */
export function mayPoll({ online, status }: PollMode): boolean {
  return online && status !== 'waiting-auth'
}

/** A query that fails again and again is asked ever more rarely: it may be the query. */
function slowed(ms: number, failures: number): number {
  const slower = ms * 2 ** Math.max(0, failures - FAILURES_BEFORE_SLOWING + 1)
  return Math.max(ms, Math.min(slower, SLOWEST_MS))
}

/**
 * How far apart the polls of a query are in `mode` without a live connection, jitter and failures left out,
 * in ms: for a sentence such as "polling every 5 s". With `log` (`RealtimeState.log`), once that is trusted: how far
 * apart the questions to it are, which are never closer than the backend asks for.
 */
export function pollEveryMs(
  mode: PollMode,
  options: PollOptions,
  log?: Pick<LogStatus, 'status' | 'pollAfterMs'>,
): number {
  const often = pollMs(mode, options)
  const every = mode.frugal ? Math.max(often, Math.min(2 * often, SLOWEST_MS)) : often
  return log?.status === 'trusted' ? Math.max(every, log.pollAfterMs ?? 0) : every
}

function pollMs(mode: PollMode, options: PollOptions): number {
  if (!mode.visible) {
    const hiddenMs = Math.max(options.hiddenMs, options.visibleMs)
    return mode.active ? hiddenMs : Math.max(hiddenMs, SLOWEST_MS)
  }
  return mode.active ? options.visibleMs : Math.max(options.idleMs, options.visibleMs)
}

/** A number in [0, 1) that belongs to a query's hash. */
export function spreadOf({ queryHash }: Pick<PolledQuery, 'queryHash'>): number {
  return fraction(queryHash)
}

/** A well-spread number in [0, 1) for a text: FNV-1a with a final mix (its low bits alone are poor). */
function fraction(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32
}
