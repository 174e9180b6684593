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
  let rung = new AbortController()
  return {
    ring: () => rung.abort(),
    wait: async (ms, signal) => {
      await sleep(ms, AbortSignal.any([rung.signal, signal]))
      if (rung.signal.aborted) rung = new AbortController()
    },
  }
}

/** The wait before attempt `attempt` (from 0) at an absent backend: up to 5 s, spread by `random`. */
export const backoffMs = (attempt: number, random: () => number): number =>
  Math.min(5000, 250 * 2 ** Math.min(attempt, 10)) * (0.5 + 0.5 * random())
