import type { Status } from '@everfresh/core'

export interface Sight {
  readonly status: Status
  /** When `status` became what it is, in ms since the epoch. */
  readonly since: number
  /** When the oldest of what is on screen was fetched; undefined: nothing is there yet. */
  readonly updatedAt: number | undefined
}

/** A short loss is nothing to interrupt anybody for. */
const SHORT_LOSS_MS = 10_000
/** Polls of a page that nobody touches come every 15 s, and some time later than due. */
const LONGEST_POLL_MS = 20_000

/** Whether what is on screen is older than it should ever be: not pushed for a while, and not polled either. */
export function mayBeOld(
  { status, since, updatedAt }: Sight,
  pollMs: number,
  now: number,
): boolean {
  if (status === 'live' || status === 'idle' || updatedAt === undefined) return false
  const bound = Math.max(LONGEST_POLL_MS, 3 * pollMs)
  return now - since > SHORT_LOSS_MS && now - updatedAt > bound
}
