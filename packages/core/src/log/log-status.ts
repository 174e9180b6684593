import type { QueryKey } from '../invalidation/query-cache.ts'
import { constant, type Source } from '../source.ts'
import { isTrusted, type LogState } from './state.ts'

/** How it stands with a change log, and what it has found. */
export interface LogStatus {
  /**
   * - `trusted`: it answers; what it covers is not polled by itself.
   * - `asking`: it has not answered yet.
   * - `failing`: it does not answer; everything is polled.
   * - `refused`: the scope is not this user's to read.
   */
  readonly status: 'trusted' | 'asking' | 'failing' | 'refused'
  /** How many commits were never pushed though the connection was live, since the start. */
  readonly silentLosses: number
  /** The least time between questions without push that the backend asks for, in ms; undefined: none. */
  readonly pollAfterMs?: number | undefined
}

export function statusOfLog(state: LogState): LogStatus['status'] {
  if (state.refusals > 0) return 'refused'
  if (state.failures > 0) return 'failing'
  return isTrusted(state) ? 'trusted' : 'asking'
}

/** What polling knows of a log. */
export interface LogView {
  /** Undefined: there is no log, or nothing to ask it about. */
  readonly status: Source<LogStatus | undefined>
  /** When the newest question began that it has answered, in ms since the epoch. */
  readonly knownAt: () => number
  /** How often it is asked at this moment, in ms; undefined: not by time. */
  readonly everyMs: () => number | undefined
  /** Told after each answer. */
  readonly onAnswer: (listener: () => void) => () => void
  /** Whether it tells of all that a query of this key reads. */
  readonly covers: (key: QueryKey) => boolean
}

/** Where a source has no log. */
export const noLog: LogView = {
  status: constant(undefined),
  knownAt: () => -Infinity,
  everyMs: () => undefined,
  onAnswer: () => () => undefined,
  covers: () => false,
}
