import type { OpenHold } from '../invalidation/holds.ts'
import type { Finding } from './finding.ts'
import { shownKey } from './shown-key.ts'

/** A drag or a request is over by then. */
const LONG_MS = 10_000
/** By then a hold ends by itself, unless it was given longer. */
const TOO_LONG_MS = 30_000

/** Holds that are on for longer than what they are for takes: nothing under them is fetched. */
export function holdFindings(holds: readonly OpenHold[], now: number): readonly Finding[] {
  return holds
    .filter(({ since }) => now - since >= LONG_MS)
    .map(({ scope, reason, since }) => ({
      code: 'hold-left-open',
      severity: now - since < TOO_LONG_MS ? 'warning' : 'error',
      title: `${shownKey(scope)} is held, so nothing under it is fetched.`,
      evidence: `The hold ${reason === undefined ? 'has no reason given' : `is for "${reason}"`} and has been on for ${Math.round((now - since) / 1_000)} s.`,
      next: 'Release it where the work ends, also when that fails; holdWhile() does. A timeoutMs bounds it.',
    }))
}
