import { expect, it } from 'vitest'
import { RateMeter } from './rate-meter.ts'

const start = 1_800_000_000_000

function metered(mostPerSecond: number): { meter: RateMeter; at: (second: number) => RateMeter } {
  let second = 0
  const meter = new RateMeter(mostPerSecond, () => start + second * 1000)
  return {
    meter,
    at(next) {
      second = next
      return meter
    },
  }
}

it('lets a burst pass that a minute can carry, and not one more', () => {
  const { meter } = metered(10)
  meter.add(599)
  expect(meter.isOver).toBe(false)
  meter.add()
  expect(meter.isOver).toBe(true)
})

it('forgets each second after a minute', () => {
  const { at } = metered(10)
  at(0).add(300)
  at(30).add(300)
  expect(at(59).isOver).toBe(true)
  expect(at(60).isOver).toBe(false)
  at(60).add(300)
  expect(at(89).isOver).toBe(true)
  expect(at(90).isOver).toBe(false)
})

it('forgets everything after a long silence, and is not confused by a clock set back', () => {
  const { at } = metered(1)
  at(0).add(100)
  expect(at(10_000).isOver).toBe(false)
  at(10_000).add(100)
  expect(at(9_000).isOver).toBe(true)
})

it('is never over without a limit', () => {
  const { meter } = metered(Number.POSITIVE_INFINITY)
  meter.add(1_000_000)
  expect(meter.isOver).toBe(false)
})
