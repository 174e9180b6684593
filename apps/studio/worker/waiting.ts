import { setTimeout as timeout } from 'node:timers/promises'

/** Resolves after so many milliseconds, or at once when the signal aborts. Never rejects. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await timeout(ms, undefined, { signal }).catch(() => undefined)
}

/** Something to wait for that may already have happened. */
export interface Bell {
  ring(): void
  /** Resolves when the bell rings or has rung since the last wait; else after `ms`, or on abort. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

export function createBell(): Bell {
  let rung = false
  let wake: (() => void) | undefined
  return {
    ring: () => {
      rung = true
      wake?.()
    },
    wait: async (ms, signal) => {
      const early = new AbortController()
      wake = () => early.abort()
      signal.addEventListener('abort', wake, { once: true, signal: early.signal })
      if (rung || signal.aborted) wake()
      await sleep(ms, early.signal)
      // Takes the listener off again when it was the time that ended the wait.
      wake()
      wake = undefined
      rung = false
    },
  }
}

/** The wait before attempt `attempt` (from 0) at an absent backend: up to 5 s, spread by `random`. */
export const backoffMs = (attempt: number, random: () => number): number =>
  Math.min(5000, 250 * 2 ** Math.min(attempt, 10)) * (0.5 + 0.5 * random())
