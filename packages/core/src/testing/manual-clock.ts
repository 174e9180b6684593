import { checkMs } from '../check.ts'
import type { Clock } from '../clock.ts'
import { jobQueue } from './job-queue.ts'

/** A clock that moves only when it is told to. */
export interface ManualClock extends Clock {
  /** Lets `ms` pass, running what falls due on the way, in order of time. */
  readonly advance: (ms: number) => void
  /** The same, letting promises settle after each timer. */
  readonly pass: (ms: number) => Promise<void>
  /** The machine sleeps for `ms`: time goes on, no timer runs; then all that is overdue does, at once. */
  readonly sleep: (ms: number) => void
  /** How many timers are armed. */
  readonly pending: () => number
}

/** A clock that stands still until it is told to go on. Starts at 0. */
export function manualClock(): ManualClock {
  let time = 0
  let newest = 0
  const queue = jobQueue()

  const runNext = (end: number): boolean => {
    const next = queue.next()
    if (next === undefined || next.at > end) return false
    queue.remove(next)
    time = Math.max(time, next.at)
    next.fn()
    return true
  }
  const advance = (ms: number): void => {
    checkMs('the time to pass', ms)
    const end = time + ms
    while (runNext(end));
    time = end
  }

  return {
    now: () => time,
    after: (ms, fn) => {
      const job = { at: time + Math.max(ms, 0), number: (newest += 1), fn, place: -1 }
      queue.add(job)
      return () => queue.remove(job)
    },
    advance,
    pass: async ms => {
      checkMs('the time to pass', ms)
      const end = time + ms
      await settle()
      while (runNext(end)) await settle()
      time = end
    },
    sleep: ms => {
      checkMs('the time to sleep', ms)
      time += ms
      advance(0)
    },
    pending: queue.size,
  }
}

/** Lets every promise that is ready, and those it makes ready, settle. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve()
}
