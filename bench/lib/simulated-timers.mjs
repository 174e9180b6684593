/**
 * @typedef {<Args extends unknown[]>(fn: (...args: Args) => void, ms?: number, ...args: Args) => number} Start
 */

/**
 * The four functions that start and stop timers, on `clock`.
 *
 * @param {import('@everfresh/core').Clock} clock
 */
export function timersOn(clock) {
  /** @type {Map<unknown, () => void>} */
  const pending = new Map()
  let newest = 0

  /** @type {(every: boolean) => Start} */
  const starting =
    every =>
    (fn, ms = 0, ...args) => {
      const id = (newest += 1)
      const arm = () => pending.set(id, clock.after(ms, fire))
      const fire = () => {
        if (every) arm()
        else pending.delete(id)
        fn(...args)
      }
      arm()
      return id
    }
  const clear = (/** @type {unknown} */ id) => {
    pending.get(id)?.()
    pending.delete(id)
  }
  return {
    setTimeout: starting(false),
    setInterval: starting(true),
    clearTimeout: clear,
    clearInterval: clear,
  }
}

/**
 * Puts this thread's own timers and `Date.now` on `clock`, so that libraries which know no clock live in
 * simulated time too: supabase-js with its steps and heartbeats, TanStack Query with its timers. Call it in a
 * worker, before anything that reads them.
 *
 * @param {import('@everfresh/core').Clock} clock
 */
export function simulateTimers(clock) {
  Object.assign(globalThis, timersOn(clock))
  Date.now = () => clock.now()
}

/**
 * Lets `ms` pass, a step of time after the other. After each, all promises settle: with what they begin, time has
 * moved on by one step at most.
 *
 * @param {import('@everfresh/core/testing').ManualClock} clock
 * @param {number} ms
 * @param {number} [stepMs]
 */
export async function pass(clock, ms, stepMs = 1) {
  for (let passed = 0; passed < ms; passed += stepMs) {
    clock.advance(stepMs)
    await new Promise(resolve => setImmediate(resolve))
  }
}
