import type { Clock } from '../../src/clock.ts'
import { cell, type Cell } from '../../src/source.ts'
import type { ManualClock } from '../../src/testing/index.ts'

/** One machine with a network of its own, on which tabs run. */
export interface Device {
  readonly online: Cell<boolean>
  readonly isAsleep: () => boolean
  /** No timer runs for `ms`; then all that is overdue does. */
  readonly sleep: (ms: number) => void
  /** Does `work` now, or once awake: what the network brings is not throttled as timers are. */
  readonly whenAwake: (work: () => void) => void
  /** A clock for a tab: its timers stand still in sleep and are slowed down while it is hidden. */
  readonly tabClock: (visible: Cell<boolean>) => TabClock
}

export interface TabClock extends Clock {
  readonly pending: () => number
}

const THROTTLED_TO_MS = 1_000
const INTENSIVE_AFTER_MS = 300_000
const INTENSIVELY_TO_MS = 60_000

export function createDevice(world: ManualClock): Device {
  const online = cell(true)
  let awake = true
  let overdue: (() => void)[] = []

  const whenAwake = (work: () => void): void => {
    if (awake) work()
    else overdue.push(work)
  }

  const tabClock = (visible: Cell<boolean>): TabClock => {
    let hiddenAt = 0
    let pending = 0
    let late = new Set<() => void>()
    visible.subscribe(() => {
      if (!visible.current) {
        hiddenAt = world.now()
        return
      }
      const due = late
      late = new Set()
      for (const run of due) world.after(0, run)
    })

    const waitMs = (): number => {
      if (visible.current) return 0
      const now = world.now()
      const step = now - hiddenAt > INTENSIVE_AFTER_MS ? INTENSIVELY_TO_MS : THROTTLED_TO_MS
      return (step - (now % step)) % step
    }
    return {
      now: () => world.now(),
      pending: () => pending,
      after: (ms, fn) => {
        let state: 'armed' | 'done' = 'armed'
        const finish = (): void => {
          if (state === 'armed') pending -= 1
          state = 'done'
        }
        const run = (): void => {
          if (state === 'done') return
          if (!awake) return void overdue.push(run)
          late.delete(run)
          const wait = waitMs()
          if (wait > 0) {
            late.add(run)
            world.after(wait, () => {
              if (late.has(run)) run()
            })
            return
          }
          finish()
          fn()
        }
        pending += 1
        const disarm = world.after(ms, run)
        return () => {
          finish()
          late.delete(run)
          disarm()
        }
      },
    }
  }

  return {
    online,
    isAsleep: () => !awake,
    whenAwake,
    tabClock,
    sleep: ms => {
      if (!awake) return
      awake = false
      world.after(ms, () => {
        awake = true
        const due = overdue
        overdue = []
        for (const run of due) world.after(0, run)
      })
    },
  }
}
