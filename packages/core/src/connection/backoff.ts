const FIRST_MS = 1_000
const LONGEST_MS = 30_000

/**
 * The longest wait before the next attempt, in ms, after `failures` in a row (1 or more): 1 s, doubling,
 * at most 30 s. The wait itself is drawn evenly from zero to this (full jitter), so that clients
 * which failed together do not come back together.
 */
export function maximumDelayMs(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(Math.max(failures - 1, 0), 5))
}
