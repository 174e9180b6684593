import { environmentManager, timeoutManager } from '@tanstack/query-core'

/**
 * Runs TanStack's own timers (poll intervals, retries, collection) on `clock`, for the rest of the process, as in a page:
 * on what it takes for a server it does not poll.
 *
 * @param {import('@everfresh/core').Clock} clock
 */
export function runTanStackOn(clock) {
  environmentManager.setIsServer(() => false)
  /** @type {Map<number, () => void>} */
  const pending = new Map()
  let newest = 0
  const start = (
    /** @type {() => void} */ fn,
    /** @type {number} */ ms,
    /** @type {boolean} */ every,
  ) => {
    const id = (newest += 1)
    const arm = () => void pending.set(id, clock.after(ms, fire))
    const fire = () => {
      if (every) arm()
      else pending.delete(id)
      fn()
    }
    arm()
    return id
  }
  const clear = (/** @type {any} */ id) => {
    pending.get(id)?.()
    pending.delete(id)
  }
  timeoutManager.setTimeoutProvider({
    setTimeout: (fn, ms) => start(fn, ms, false),
    clearTimeout: clear,
    setInterval: (fn, ms) => start(fn, ms, true),
    clearInterval: clear,
  })
}
