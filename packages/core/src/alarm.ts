import type { Clock } from './clock.ts'

/** One timer that can be moved: at most one is ever armed. */
export interface Alarm {
  /** Rings at `time` (ms since the epoch; the past rings as soon as possible); undefined disarms. */
  readonly set: (time: number | undefined) => void
}

export function alarm(clock: Clock, ring: () => void): Alarm {
  let disarm = (): void => undefined
  let at: number | undefined
  return {
    set: time => {
      if (time === at) return
      disarm()
      at = time
      if (time === undefined) return
      disarm = clock.after(time - clock.now(), () => {
        at = undefined
        ring()
      })
    },
  }
}
