import type { Machine } from '../machine.ts'

/**
 * Whether the backend is asked at all, one for all queries.
 *
 *   closed ──third failure in a row──▶ suspected ──that one fails too──▶ open ◀──────┐
 *     ▲                                   │                               │ due      │ fails
 *     └─────── any answer, online ────────┴───────────────────────────────┴─▶ probing┘
 */
export type BreakerState =
  /** Everything is asked. `since`: when it became so; what was owed then is spread out from there. */
  | {
      readonly name: 'closed'
      readonly failures: number
      readonly retryAt: number
      readonly since: number
    }
  /** The backend or one broken query? One that is not failing is asked, everything else waits. */
  | { readonly name: 'suspected'; readonly retryAt: number }
  /** Nothing is asked. */
  | { readonly name: 'open'; readonly trips: number; readonly retryAt: number }
  /** One query is asked. */
  | { readonly name: 'probing'; readonly trips: number; readonly retryAt: number }

export type BreakerEvent =
  | { readonly type: 'answered' }
  | { readonly type: 'failed'; readonly retryAfterMs?: number }
  /** The one that was asked failed, or there is none to ask. */
  | { readonly type: 'probe-failed' }
  /** A person wants it or came back, the session is new, realtime is live again, or the machine has slept. */
  | { readonly type: 'wish' }
  /** The network came back: what failed before says nothing about now. */
  | { readonly type: 'online' }
  | { readonly type: 'due' }

/** Asks one query, of those that are not failing or of all. */
export interface BreakerEffect {
  readonly type: 'probe'
  readonly among: 'healthy' | 'all'
}

/** One failure happens, two may be chance. */
const FAILURES_TO_TRIP = 3
/** A probe without an answer has failed: as long as the server's own statement limit (8 s), and a way. */
const PROBE_LIMIT_MS = 10_000
/** The wait before the first probe is half of this to all of it, then doubles: one poll's interval. */
const FIRST_DELAY_MS = 5_000
const LONGEST_DELAY_MS = 60_000
/** A longer Retry-After is a mistake, or an outage that is worth one request in five minutes. */
const LONGEST_RETRY_AFTER_MS = 300_000

export const breakerMachine: Machine<BreakerState, BreakerEvent, BreakerEffect> = {
  initial: { name: 'closed', failures: 0, retryAt: -Infinity, since: -Infinity },
  next: (before, event, now) => {
    const state = event.type === 'failed' ? postponed(before, event.retryAfterMs, now) : before
    switch (event.type) {
      case 'answered':
      case 'online':
        return [closed(state, now)]
      case 'failed':
        return state.name === 'closed' ? counted(state, now) : [state]
      case 'probe-failed':
        return [failedProbe(state)]
      case 'wish':
        return state.name === 'open' ? probing(0, state.retryAt) : [state]
      case 'due':
        return state.name === 'open' ? probing(state.trips, state.retryAt) : [failedProbe(state)]
    }
  },
  limit: (state, now) => {
    const event = { type: 'due' } as const
    switch (state.name) {
      case 'closed':
        return undefined
      case 'suspected':
      case 'probing':
        return { ms: PROBE_LIMIT_MS, event }
      case 'open': {
        const half = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (state.trips - 1)) / 2
        return { ms: Math.max(half, state.retryAt - now), jitterMs: half, event }
      }
    }
  },
}

/** Whether the backend is taken for away: after the first probe, not before. */
export function isAway({ name }: BreakerState): boolean {
  return name === 'open' || name === 'probing'
}

type Step = readonly [BreakerState, ...BreakerEffect[]]

function closed(state: BreakerState, now: number): BreakerState {
  if (state.name !== 'closed')
    return { name: 'closed', failures: 0, retryAt: -Infinity, since: now }
  return state.failures === 0 ? state : { ...state, failures: 0, retryAt: -Infinity }
}

function counted(state: BreakerState & { readonly name: 'closed' }, now: number): Step {
  const failures = state.failures + 1
  if (failures < FAILURES_TO_TRIP) return [{ ...state, failures }]
  const { retryAt } = state
  // Where the server itself asks for quiet there is nothing to find out.
  if (retryAt > now) return [{ name: 'open', trips: 1, retryAt }]
  return [
    { name: 'suspected', retryAt },
    { type: 'probe', among: 'healthy' },
  ]
}

function probing(trips: number, retryAt: number): Step {
  return [
    { name: 'probing', trips, retryAt },
    { type: 'probe', among: 'all' },
  ]
}

function failedProbe(state: BreakerState): BreakerState {
  if (state.name === 'suspected') return { name: 'open', trips: 1, retryAt: state.retryAt }
  if (state.name === 'probing') return { ...state, name: 'open', trips: state.trips + 1 }
  return state
}

function postponed(state: BreakerState, retryAfterMs = 0, now: number): BreakerState {
  const retryAt = now + Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS)
  return retryAfterMs > 0 && retryAt > state.retryAt ? { ...state, retryAt } : state
}
