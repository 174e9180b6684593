import type { Clock } from './clock.ts'

/** One timer that can be moved: at most one is ever armed. */
export interface Alarm {
  /** When it rings next; undefined when it is not set. */
  readonly at: number | undefined
  /** Rings at `time` (ms since the epoch; the past rings as soon as possible); undefined disarms. */
  readonly set: (time: number | undefined) => void
  /** Disarms for good. */
  readonly close: () => void
}

export function alarm(clock: Clock, ring: () => void): Alarm {
  let armed: { readonly at: number; readonly disarm: () => void } | 'closed' | undefined

  const disarm = (): void => {
    if (typeof armed === 'object') armed.disarm()
  }
  const arm = (at: number): void => {
    const fire = (): void => {
      armed = undefined
      ring()
    }
    armed = { at, disarm: clock.after(at - clock.now(), fire) }
  }
  const at = (): number | undefined => (typeof armed === 'object' ? armed.at : undefined)

  return {
    get at() {
      return at()
    },
    set: time => {
      if (armed === 'closed' || time === at()) return
      disarm()
      if (time === undefined) armed = undefined
      else arm(time)
    },
    close: () => {
      disarm()
      armed = 'closed'
    },
  }
}
