import { systemClock, type Clock } from '@everfresh/core'

/** The system's clock, which a test can set forward: what is due by then is due at once. */
export interface SkippingClock extends Clock {
  readonly skip: (ms: number) => void
}

interface Timer {
  readonly at: number
  readonly ring: () => void
}

export function skippingClock(): SkippingClock {
  let skippedMs = 0
  const timers = new Set<Timer>()
  const now = (): number => systemClock.now() + skippedMs
  return {
    now,
    after: (ms, fn) => {
      const ring = (): void => {
        cancel()
        fn()
      }
      const timer = { at: now() + ms, ring }
      const undo = systemClock.after(ms, ring)
      const cancel = (): void => {
        undo()
        timers.delete(timer)
      }
      timers.add(timer)
      return cancel
    },
    skip: ms => {
      const until = now() + ms
      for (;;) {
        const [next] = [...timers].sort((a, b) => a.at - b.at)
        if (next === undefined || next.at > until) break
        skippedMs += Math.max(0, next.at - now())
        next.ring()
      }
      skippedMs += Math.max(0, until - now())
    },
  }
}
