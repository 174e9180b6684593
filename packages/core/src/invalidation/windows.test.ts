import { expect, test } from 'vitest'
import { createWindows, defaultWindows, type WindowOptions } from './windows.ts'

/** When each flush comes, for events of one key at the given times. */
function flushes(events: readonly number[], options: Partial<WindowOptions> = {}): number[] {
  const windows = createWindows({ ...defaultWindows, ...options })
  const flushed: number[] = []
  for (let now = 0, order = 0; now <= 20_000; now += 1) {
    for (const at of events) if (at === now) windows.mark(['key'], (order += 1), now)
    if (windows.take(now).length > 0) flushed.push(now)
  }
  return flushed
}

test('R3: an isolated event is flushed after the gather time', () => {
  expect(flushes([1_000])).toEqual([1_020])
})

test('R3: the rows of one transaction make one flush', () => {
  expect(flushes([1_000, 1_002, 1_004, 1_006, 1_008])).toEqual([1_020])
})

test('R3: a stream makes one flush a window, and no event waits longer than that', () => {
  const stream = Array.from({ length: 100 }, (_, i) => 1_000 + i * 20)
  const flushed = flushes(stream)
  expect(flushed).toEqual([1_020, 1_540, 2_060, 2_580, 3_100])
  const waits = stream.map(at => (flushed.find(flush => flush >= at) ?? Infinity) - at)
  expect(Math.max(...waits)).toBe(500)
})

test('R3: after two quiet windows the next event is instant again', () => {
  expect(flushes([1_000, 1_100, 2_099])).toEqual([1_020, 1_600, 2_599])
  expect(flushes([1_000, 1_100, 2_100])).toEqual([1_020, 1_600, 2_120])
})

test('without a lead it is the fixed window', () => {
  expect(flushes([1_000, 1_100, 5_000], { lead: false })).toEqual([1_500, 5_500])
})

test('flushes of a key keep the minimum interval', () => {
  expect(flushes([1_000, 1_100], { minIntervalMs: 3_000 })).toEqual([1_020, 4_020])
})

test('R4: a key marked many times is flushed once, with the order of the newest', () => {
  const windows = createWindows(defaultWindows)
  for (let order = 1; order <= 5; order += 1) windows.mark(['key', { b: 1, a: 2 }], order, 0)
  windows.mark(['key', { a: 2, b: 1 }], 6, 0)
  expect(windows.take(20)).toEqual([{ key: ['key', { b: 1, a: 2 }], order: 6 }])
  expect(windows.take(10_000)).toEqual([])
})
