import type { CauseCode } from '../cause.ts'
import type { TimeLimit } from '../machine.ts'
import { maximumDelayMs } from './backoff.ts'
import { probeEndsAt } from './pulse.ts'
import type { ConnectionEvent, ConnectionState, Link } from './state.ts'

/** Two of the client's own join timeouts (10 s), which covers the server's cold start (1 to 8 s). */
const JOIN_LIMIT_MS = 20_000
/** One and a half of the client's heartbeat intervals (25 s). */
const SILENCE_LIMIT_MS = 37_500
/** The client rejoins by itself after 1, 2, 5 s; then we do not wait longer. */
const REJOIN_LIMIT_MS = 12_000
/** A connection that held for this long was a success: the next failure is the first again. */
export const STABLE_AFTER_MS = 10_000
/** The server repeats its proof 1 to 3 s after a token push; later repeats are a gap. */
export const RENEWAL_ECHO_MS = 5_000
/** After online, visible or a person's wish: soon, but not all clients at once. */
const SOON_MS = 500
/** A cause that will not go away by itself, and a refused part, is asked after this rarely. */
const RARELY_MS = 300_000
/** What hits all clients at once spreads their return over this long at least. */
const CROWD_MS = 4_000
const crowds: readonly CauseCode[] = ['server-restarting', 'server-not-ready', 'too-many-requests']

/** How long each state may last. */
export function limitOf(
  state: ConnectionState,
  now: number,
): TimeLimit<ConnectionEvent> | undefined {
  const { link, page } = state
  const until = (at: number, jitterMs = 0): TimeLimit<ConnectionEvent> => ({
    ms: Math.max(0, at - now),
    jitterMs,
    event: { type: 'due' },
  })
  switch (link.name) {
    case 'closed':
      return undefined
    case 'joining':
      return until(probeEndsAt(link.pulse) ?? link.since + JOIN_LIMIT_MS)
    case 'live': {
      const silentAt = link.pulse.at + SILENCE_LIMIT_MS
      return until(probeEndsAt(link.pulse) ?? Math.min(silentAt, retriedAt(state)))
    }
    case 'rejoining':
      return page === 'hidden'
        ? undefined
        : until(link.since + REJOIN_LIMIT_MS, crowdMs(link.cause.code))
    case 'waiting':
      if (page === 'hidden') return undefined
      if (link.pace === 'rarely') return until(link.since + RARELY_MS, RARELY_MS / 10)
      // What is left of the wait: a page that is hidden and shown again does not start it anew.
      return until(now, Math.max(0, link.since + longestMs(link) - now))
  }
}

/** When a live connection tries the refused parts again. */
export function retriedAt({ link, page, isolation }: ConnectionState): number {
  return link.name === 'live' && page === 'shown' && isolation.refused.length > 0
    ? link.since + RARELY_MS
    : Infinity
}

function longestMs({ pace, failures, cause }: Extract<Link, { name: 'waiting' }>): number {
  return pace === 'soon' ? SOON_MS : Math.max(maximumDelayMs(failures), crowdMs(cause.code))
}

function crowdMs(code: CauseCode): number {
  return crowds.includes(code) ? CROWD_MS : 0
}
