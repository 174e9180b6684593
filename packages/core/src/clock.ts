/** Time and timers as a port, so that a test can own them. */
export interface Clock {
  /** Milliseconds since the epoch. Never goes back. */
  now(): number
  /** Runs `fn` once, `ms` milliseconds from now (0: as soon as possible, never at once). Returns its undo. */
  after(ms: number, fn: () => void): () => void
}

/** The longest that a timer can be, about 24.8 days: browsers keep a delay in 32 bits, and fire at once when it overflows. */
export const LONGEST_DELAY_MS: number = 2 ** 31 - 1

declare const setTimeout: (fn: () => void, ms: number) => unknown
declare const clearTimeout: (id: unknown) => void

let newest = 0
let setBackMs = 0

/** The system's clock. When that is set back, this one goes on from where it was. */
export const systemClock: Clock = {
  now: () => {
    const read = Date.now()
    setBackMs = Math.max(setBackMs, newest - read)
    newest = read + setBackMs
    return newest
  },
  // Wrapped, never aliased: fake timers replace the globals after this module is loaded.
  after: (ms, fn) => {
    const id = setTimeout(fn, Math.min(Math.max(ms, 0), LONGEST_DELAY_MS))
    return () => clearTimeout(id)
  },
}
