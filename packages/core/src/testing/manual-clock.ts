import type { Clock } from '../clock.ts'

export interface ManualClock extends Clock {
  /** Lets `ms` pass, running what falls due on the way, in order of time. */
  readonly advance: (ms: number) => void
  /** The same, letting promises settle between two timers. */
  readonly pass: (ms: number) => Promise<void>
  /** How many timers are armed. */
  readonly pending: () => number
}

/** A clock that stands still until it is told to go on. Starts at 0. */
export function manualClock(): ManualClock {
  let time = 0
  let queue: { readonly at: number; readonly fn: () => void }[] = []

  const runNext = (end: number): boolean => {
    const next = queue.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0]
    if (next === undefined) return false
    queue = queue.filter(job => job !== next)
    time = Math.max(time, next.at)
    next.fn()
    return true
  }

  return {
    now: () => time,
    after: (ms, fn) => {
      const job = { at: time + Math.max(ms, 0), fn }
      queue.push(job)
      return () => {
        queue = queue.filter(other => other !== job)
      }
    },
    advance: ms => {
      const end = time + ms
      while (runNext(end));
      time = end
    },
    pass: async ms => {
      const end = time + ms
      await settle()
      while (runNext(end)) await settle()
      time = end
    },
    pending: () => queue.length,
  }
}

/** Lets every promise that is ready, and those it makes ready, settle. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve()
}
