import { manualClock } from '@everfresh/core/testing'
import { expect, test } from 'vitest'
import { averageRate, peakRate, peakSecond, tally, together, totalOf } from './bins.mjs'

test('a tally counts by tenths of a second, from its beginning on', () => {
  const clock = manualClock()
  const { count, begin, until } = tally(clock)
  count()
  clock.advance(70)
  begin()
  for (const ms of [0, 99, 1, 250]) {
    clock.advance(ms)
    count()
  }
  expect(until(500)).toEqual([2, 1, 0, 1, 0])
})

test('crowds that were simulated apart happen together, however long each was watched', () => {
  expect(together([[1, 2], [3], []])).toEqual([4, 2])
  expect(together([])).toEqual([])
})

test('a peak is the rate of the fullest tenth of a second, or what came in the fullest second', () => {
  const bins = [0, 3, 1, ...Array.from({ length: 9 }, () => 1), 0]
  expect(peakRate(bins)).toBe(30)
  expect(peakSecond(bins)).toBe(12)
  expect(totalOf(bins)).toBe(13)
  expect(averageRate(bins)).toBe(10)
  expect([peakRate([]), peakSecond([]), averageRate([])]).toEqual([0, 0, 0])
})
