import type { OpenHold } from '../invalidation/holds.ts'
import type { TraceEntry } from '../trace/entries.ts'
import type { Finding } from './finding.ts'
import { shownKey } from './shown-key.ts'

/** A drag or a request is over by then. */
const LONG_MS = 10_000
/** By then a hold ends by itself, unless it was given longer. */
const TOO_LONG_MS = 30_000

const next =
  'Release it where the work ends, also when that fails; holdWhile() does. A timeoutMs bounds it.'

const nextAfter =
  'Release it where the work ends, also when that fails; holdWhile() does. Work that takes longer needs a longer timeoutMs.'

const reasoned = (reason: string | undefined): string =>
  reason === undefined ? 'has no reason given' : `is for "${reason}"`

/**
 * Holds that are on for longer than what they are for takes, so that nothing under them is fetched, and those
 * that ran out because they were not released in time, as far as the trace still knows.
 */
export function holdFindings(
  holds: readonly OpenHold[],
  entries: readonly TraceEntry[],
  now: number,
): readonly Finding[] {
  const open = holds
    .filter(({ since }) => now - since >= LONG_MS)
    .map(({ scope, reason, since }): Finding => ({
      code: 'hold-left-open',
      severity: now - since < TOO_LONG_MS ? 'warning' : 'error',
      title: `${shownKey(scope)} is held, so nothing under it is fetched.`,
      evidence: `The hold ${reasoned(reason)} and has been on for ${Math.round((now - since) / 1_000)} s.`,
      next,
    }))
  const ranOut = entries.flatMap((entry): Finding[] => {
    if (entry.part !== 'router' || entry.what !== 'hold ran out') return []
    const { scope, reason } = entry.detail
    return [
      {
        code: 'hold-left-open',
        severity: 'warning',
        title: `A hold of ${shownKey(scope)} was not released in time.`,
        evidence: `The hold ${reasoned(reason)}. Until it ran out nothing under it was fetched.`,
        next: nextAfter,
      },
    ]
  })
  return [...open, ...ranOut]
}
