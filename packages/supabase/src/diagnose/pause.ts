import type { Clock } from '@everfresh/core'

export function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise(resolve => void clock.after(ms, resolve))
}
