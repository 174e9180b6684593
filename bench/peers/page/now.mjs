const NS_PER_MS = 1_000_000

/**
 * The time in ms by the clock that all processes of a machine share, and that is never set: what one process did and
 * another shows is told apart by it.
 */
export function now() {
  return Number(process.hrtime.bigint()) / NS_PER_MS
}
