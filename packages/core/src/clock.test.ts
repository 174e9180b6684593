import { afterEach, expect, test, vi } from 'vitest'
import { systemClock } from './clock.ts'

afterEach(() => vi.useRealTimers())

test('when the system’s clock is set back, ours goes on', () => {
  vi.useFakeTimers({ now: systemClock.now() + 1_000_000 })
  const before = systemClock.now()
  vi.setSystemTime(before - 3_600_000)
  expect(systemClock.now()).toBe(before)
  vi.advanceTimersByTime(500)
  expect(systemClock.now()).toBe(before + 500)
})

test('the system’s clock runs what falls due, and not what was taken back', () => {
  vi.useFakeTimers()
  const ran: string[] = []
  systemClock.after(20, () => ran.push('kept'))
  const takeBack = systemClock.after(10, () => ran.push('taken back'))
  systemClock.after(-5, () => ran.push('overdue'))
  takeBack()
  vi.advanceTimersByTime(20)
  expect(ran).toEqual(['overdue', 'kept'])
})
