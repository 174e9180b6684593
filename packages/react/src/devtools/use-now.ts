import type { Clock } from '@everfresh/core'
import { useEffect, useState } from 'react'

/** The time, told anew each `everyMs`; where `standing` is given, that, and nothing ticks. */
export function useNow(clock: Clock, everyMs: number, standing: number | undefined): number {
  const [now, setNow] = useState(() => clock.now())
  const still = standing !== undefined
  useEffect(() => {
    if (still) return
    let end = (): void => undefined
    const tick = (): void => {
      setNow(clock.now())
      end = clock.after(everyMs, tick)
    }
    tick()
    return () => end()
  }, [clock, everyMs, still])
  return standing ?? now
}
