import type { Faults } from '../context.ts'
import type { StreamName } from '../faults/fault.ts'
import type { Target } from '../faults/target.ts'

/** Whether a fault loses this change, or this broadcast, on its way from the database. It has struck then. */
export function isSkipped(faults: Faults, what: StreamName, target: Target): boolean {
  return faults
    .standing('stream-skip')
    .some(each => (each.fault.what ?? 'changes') === what && each.strike([target]))
}

/** So much of a stream, and the backend's own limit on it, a second. */
export interface Flow {
  readonly what: StreamName
  readonly count: number
  readonly limit: number
}

/**
 * Whether a flow is lost because it `exceeds` a limit: the backend's own, or one that a fault sets,
 * which has struck then as often as there is something to lose.
 */
export function isTooMuch(
  faults: Faults,
  { what, count, limit }: Flow,
  exceeds: (perSecond: number) => boolean,
): boolean {
  if (exceeds(limit)) return true
  const why = faults
    .standing('rate-limit')
    .find(({ fault }) => (fault.what ?? 'changes') === what && exceeds(fault.perSecond))
  for (let left = count; why !== undefined && left > 0; left -= 1) why.strike([{}])
  return why !== undefined
}
