import { pollEveryMs, type PollMode, type PollOptions, type RealtimeState } from '@everfresh/core'
import { factOf, type Entry } from '../entry.ts'

const MINUTE_MS = 60_000
/** What the change log tells of, push has so long to tell of itself. */
const LATE_MS = 5_000

/** How much was done in the last minute, and how much the trace holds. */
export interface Budgets {
  readonly polls: number
  readonly requests: number
  /** Questions to the change log. */
  readonly asked: number
  readonly flushes: number
  readonly changes: number
  /** Of those that settled. */
  readonly failed: number
  readonly entries: number
  /** Undefined: there is none. */
  readonly oldestAt: number | undefined
  /** Whether the trace is younger than a minute, so that the counts are of less than one. */
  readonly coversMs: number
}

export function budgetsOf(entries: readonly Entry[], now: number): Budgets {
  const recent = entries.filter(({ at }) => at > now - MINUTE_MS)
  const all = (part: string, what: string): readonly Entry[] =>
    recent.filter(entry => entry.part === part && entry.what === what)
  const fetches = all('query', 'fetch')
  const oldestAt = entries[0]?.at
  return {
    // Not those of the poller alone: a query may be polled by its own interval.
    polls: fetches.filter(fetch => factOf(fetch, 'why') === 'poll').length,
    requests: fetches.length,
    asked: all('log', 'asked').length,
    flushes: all('router', 'flush').length,
    changes: all('source', 'change').length,
    failed: all('query', 'settled').filter(end => factOf(end, 'outcome') === 'error').length,
    entries: entries.length,
    oldestAt,
    coversMs: Math.min(MINUTE_MS, oldestAt === undefined ? 0 : now - oldestAt),
  }
}

export interface Bound {
  readonly state: string
  /** In ms; undefined: there is no bound. */
  readonly ms: number | undefined
  readonly words: string
  /** Whether this is the row that counts at this moment. */
  readonly current: boolean
}

/** How old what is shown may become, in each state. */
export function boundsOf(
  mode: PollMode,
  options: PollOptions,
  log: RealtimeState['log'],
): readonly Bound[] {
  const isPolling = mode.online && mode.status !== 'live' && mode.status !== 'waiting-auth'
  const polled = (state: string, words: string, visible: boolean, active: boolean): Bound => {
    const ms = pollEveryMs({ ...mode, visible, active }, options, log)
    const isSo = mode.visible === visible && (!visible || mode.active === active)
    return {
      state,
      ms: ms + Math.min(options.jitterMs, ms / 5),
      words,
      current: isPolling && isSo,
    }
  }
  return [
    {
      state: 'Live',
      ms: mode.log === 'trusted' ? options.driftMs * 1.1 + LATE_MS : options.safetyMs,
      words:
        mode.log === 'trusted'
          ? 'pushed at once; the change log tells what the server has dropped'
          : 'pushed at once; this is for what the server may have dropped',
      current: mode.online && mode.status === 'live',
    },
    polled('Polling, in use', 'while the page is shown and used', true, true),
    polled('Polling, at rest', 'nobody did anything for a minute', true, false),
    // As from the second minute on; in the first it may be polled more often.
    polled('Polling, hidden', 'the page is hidden', false, false),
    {
      state: 'Offline',
      ms: undefined,
      words: 'nothing can be asked until the network is back',
      current: !mode.online,
    },
  ]
}
