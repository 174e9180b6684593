/** Time and timers as a port, so that a test can own them. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Runs `fn` once, `ms` milliseconds from now (0: as soon as possible, never at once). Returns its undo. */
  after(ms: number, fn: () => void): () => void
}

/** The browser keeps a delay in 32 bits and fires at once when it overflows. */
const LONGEST_DELAY_MS = 2 ** 31 - 1

declare const setTimeout: (fn: () => void, ms: number) => unknown
declare const clearTimeout: (id: unknown) => void

// Wrapped, never aliased: fake timers replace the globals after this module is loaded.
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, fn) => {
    const id = setTimeout(fn, Math.min(Math.max(ms, 0), LONGEST_DELAY_MS))
    return () => clearTimeout(id)
  },
}
