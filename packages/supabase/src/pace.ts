import { maximumDelayMs } from '@everfresh/core'
import { isRestart } from './close-codes.ts'

/** What the attempts so far leave behind for the next one. It outlives every socket. */
export interface Pace {
  /** Attempts that failed in a row. */
  readonly failures: number
  /** The next attempt begins after a draw from [0, this). */
  readonly longestWaitMs: number
}

/** How an attempt ended. */
export type Ending =
  /** No answer to the handshake within its limit. */
  | { readonly how: 'hung' }
  /** The handshake failed. */
  | { readonly how: 'refused' }
  /** The connection ended after it had held for `heldMs`. */
  | { readonly how: 'cut'; readonly code: number; readonly heldMs: number }
  /** The client closed an open socket: a probe failed, or the app is done. */
  | { readonly how: 'left'; readonly heldMs: number }

/** The first attempt does not wait. */
export const fresh: Pace = { failures: 0, longestWaitMs: 0 }

/** A connection that held for this long was a success: the next failure is the first again. */
const STABLE_AFTER_MS = 10_000
/** After online, visible or a failed probe: soon, but not all clients at once. */
const SOON_MS = 500
/** A restart throws out all clients in the same moment; spread over this, 10,000 of them make 2,500 joins per second. */
const RESTART_SPREAD_MS = 4_000
/** The handshake itself was the wait. */
const AFTER_HUNG_MS = 250

const HANDSHAKE_MS = 3_500
const PATIENT_HANDSHAKE_MS = 20_000
/** Two minutes without one that was answered. */
const PATIENT_EVERY = 32

/**
 * How long a handshake may take: 3.5 s lets the first packet be lost twice (it is repeated after 1 and 3 s)
 * and a server say no (after 2 s), and finds a network that came back unannounced in time to be caught up 5 s
 * after it. For a network so slow that this is never enough one in thirty-two is given 20 s: not more of them, since
 * each that began without a network hangs on for so long when that is back.
 */
export const handshakeLimitMs = ({ failures }: Pace): number =>
  failures % PATIENT_EVERY === PATIENT_EVERY - 1 ? PATIENT_HANDSHAKE_MS : HANDSHAKE_MS

/** The pace after an attempt ended. */
export function paceAfter({ failures }: Pace, ending: Ending): Pace {
  const before = 'heldMs' in ending && ending.heldMs >= STABLE_AFTER_MS ? 0 : failures
  if (ending.how === 'left') return { failures: before, longestWaitMs: SOON_MS }
  return { failures: before + 1, longestWaitMs: longestWaitAfter(ending, before + 1) }
}

/** The pace after a sign that the world changed for the better. */
export function paceAfterWake({ longestWaitMs }: Pace): Pace {
  return { failures: 0, longestWaitMs: Math.min(longestWaitMs, SOON_MS) }
}

function longestWaitAfter(ending: Exclude<Ending, { how: 'left' }>, failures: number): number {
  if (ending.how === 'hung') return AFTER_HUNG_MS
  const delayMs = maximumDelayMs(failures)
  return ending.how === 'cut' && isRestart(ending.code)
    ? Math.max(delayMs, RESTART_SPREAD_MS)
    : delayMs
}
