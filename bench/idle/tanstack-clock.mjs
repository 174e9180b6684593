import { environmentManager, timeoutManager } from '@tanstack/query-core'
import { timersOn } from '../lib/simulated-timers.mjs'

/**
 * Runs TanStack's own timers (poll intervals, retries, collection) on `clock`, for the rest of the process, as in a page:
 * on what it takes for a server it does not poll.
 *
 * @param {import('@everfresh/core').Clock} clock
 */
export function runTanStackOn(clock) {
  environmentManager.setIsServer(() => false)
  timeoutManager.setTimeoutProvider(timersOn(clock))
}
