import type { PollMode, PollOptions } from '@everfresh/core'
import { factOf, type Entry } from '../entry.ts'

const MINUTE_MS = 60_000

/** How much was done in the last minute, and how much the trace holds. */
export interface Budgets {
  readonly polls: number
  readonly requests: number
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
  const count = (part: string, what: string): number =>
    recent.filter(entry => entry.part === part && entry.what === what).length
  const oldestAt = entries[0]?.at
  return {
    // Not those of the poller alone: a query may be polled by its own interval.
    polls: recent.filter(
      entry => entry.part === 'query' && entry.what === 'fetch' && factOf(entry, 'why') === 'poll',
    ).length,
    requests: count('query', 'fetch'),
    flushes: count('router', 'flush'),
    changes: count('source', 'change'),
    failed: recent.filter(
      ({ what, detail }) =>
        what === 'settled' && (detail as { readonly outcome?: unknown }).outcome === 'error',
    ).length,
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
export function boundsOf(mode: PollMode, options: PollOptions): readonly Bound[] {
  const isPolling = mode.online && mode.status !== 'live' && mode.status !== 'waiting-auth'
  const jitter = options.jitterMs
  const polled = (state: string, ms: number, words: string, current: boolean): Bound => ({
    state,
    ms: ms + Math.min(jitter, ms / 5),
    words,
    current: isPolling && current,
  })
  const idleMs = Math.max(options.idleMs, options.visibleMs)
  return [
    {
      state: 'Live',
      ms: options.safetyMs,
      words: 'pushed at once; this is for what the server may have dropped',
      current: mode.online && mode.status === 'live',
    },
    polled(
      'Polling, in use',
      options.visibleMs,
      'while the page is shown and used',
      mode.visible && mode.active,
    ),
    polled(
      'Polling, at rest',
      idleMs,
      'nobody did anything for a minute',
      mode.visible && !mode.active,
    ),
    polled(
      'Polling, hidden',
      Math.max(options.hiddenMs, MINUTE_MS),
      'the page is hidden',
      !mode.visible,
    ),
    {
      state: 'Offline',
      ms: undefined,
      words: 'nothing can be asked until the network is back',
      current: !mode.online,
    },
  ]
}
