import type { TimeLimit } from '../machine.ts'
import { maximumDelayMs } from './backoff.ts'
import type { ConnectionEvent, ConnectionState } from './state.ts'

/** Two of the client's own join timeouts (10 s), which covers the server's cold start (1 to 8 s). */
const JOIN_LIMIT_MS = 20_000
/** One and a half of the client's heartbeat intervals (25 s). */
const SILENCE_LIMIT_MS = 37_500
/** The client rejoins by itself after 1, 2, 5 s; then we do not wait longer. */
const REJOIN_LIMIT_MS = 12_000
/** A socket that leaves this many probes unanswered is taken for dead. */
export const MOST_PROBES = 3
/** How long each probe has for its answer: three of them are dead or alive within 2 s. */
const PROBE_LIMIT_MS = 650
/** A connection that held for this long was a success: the next failure is the first again. */
export const STABLE_AFTER_MS = 10_000
/** The server repeats its proof 1 to 3 s after a token push; later repeats are a gap. */
export const RENEWAL_ECHO_MS = 5_000
/** After online, visible or a person's wish: soon, but not all clients at once. */
const SOON_MS = 500
/** A cause that will not go away by itself is asked after this rarely. */
const RARELY_MS = 300_000

/** How long each state may last. */
export function limitOf(
  { link }: ConnectionState,
  now: number,
): TimeLimit<ConnectionEvent> | undefined {
  const event = { type: 'due' } as const
  switch (link.name) {
    case 'closed':
      return undefined
    case 'joining':
      return { ms: JOIN_LIMIT_MS, event }
    case 'live':
      return link.probes > 0
        ? { ms: PROBE_LIMIT_MS, event }
        : { ms: Math.max(0, link.aliveAt + SILENCE_LIMIT_MS - now), event }
    case 'rejoining':
      return { ms: REJOIN_LIMIT_MS, event }
    case 'waiting':
      if (link.pace === 'rarely') return { ms: RARELY_MS, jitterMs: RARELY_MS / 10, event }
      return {
        ms: 0,
        jitterMs: link.pace === 'soon' ? SOON_MS : maximumDelayMs(link.failures),
        event,
      }
  }
}
