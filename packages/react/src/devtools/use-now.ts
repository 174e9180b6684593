import type { Clock } from '@everfresh/core'
import { useEffect, useState } from 'react'

/** The time, told anew each `everyMs`; while `still` it stands. */
export function useNow(clock: Clock, everyMs: number, still = false): number {
  const [now, setNow] = useState(() => clock.now())
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
  return now
}
