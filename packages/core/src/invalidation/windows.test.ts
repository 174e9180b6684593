import { expect, test } from 'vitest'
import { createWindows, defaultWindows, type WindowOptions } from './windows.ts'

/** When each flush comes, for events of one key at the given times. */
function flushes(
  events: readonly number[],
  options: Partial<WindowOptions> = {},
  random = (): number => 0,
): number[] {
  const windows = createWindows({ ...defaultWindows, ...options }, random)
  const flushed: number[] = []
  for (let now = 0, order = 0; now <= 20_000; now += 1) {
    for (const at of events) if (at === now) windows.mark(['key'], (order += 1), now)
    const due = windows.nextAt() ?? Infinity
    const taken = windows.take(now).length
    // A lead may be put off when it is due; whatever is left is announced for later.
    const left = windows.nextAt() ?? Infinity
    if ((taken > 0 && due > now) || left <= now)
      throw new Error(`${taken} keys at ${now}, announced for ${due}, then for ${left}`)
    if (taken > 0) flushed.push(now)
  }
  return flushed
}

test('R3: an isolated event is flushed after the gather time', () => {
  expect(flushes([1_000])).toEqual([1_020])
})

test('R3: the rows of one transaction make one flush', () => {
  expect(flushes([1_000, 1_002, 1_004, 1_006, 1_008])).toEqual([1_020])
})

test('R3: a lead in the middle of a burst waits for its pause, so that one flush covers the burst', () => {
  const burst = Array.from({ length: 41 }, (_, i) => 1_000 + i * 5)
  expect(flushes(burst)).toEqual([1_220])
  expect(flushes([1_000, 1_012])).toEqual([1_032])
  expect(flushes([1_000, 1_010, 1_100])).toEqual([1_020, 1_600])
})

test('R3: a stream makes one flush a window, and no event waits longer than that', () => {
  const stream = Array.from({ length: 100 }, (_, i) => 1_000 + i * 20)
  const flushed = flushes(stream)
  expect(flushed).toEqual([1_500, 2_020, 2_540, 3_060])
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
  const windows = createWindows(defaultWindows, () => 0.5)
  for (let order = 1; order <= 5; order += 1) windows.mark(['key', { b: 1, a: 2 }], order, 0)
  windows.mark(['key', { a: 2, b: 1 }], 6, 0)
  expect(windows.take(20)).toEqual([{ key: ['key', { b: 1, a: 2 }], order: 6 }])
  expect(windows.take(10_000)).toEqual([])
})

test('R3: after two leads that more events followed, a burst gets the fixed window’s two flushes', () => {
  const burst = (from: number): number[] => [from, from + 100, from + 600]
  const events = [1_000, 4_000, 7_000].flatMap(burst)
  expect(flushes(events)).toEqual([1_020, 1_600, 4_020, 4_600, 7_500, 8_100])
  expect(flushes(events, { lead: false }).slice(-2)).toEqual([7_500, 8_100])
})

test('R3: an event alone in its window earns the lead back', () => {
  const wasteful = [1_000, 1_100, 4_000, 4_100]
  expect(flushes([...wasteful, 7_000, 10_000, 13_000])).toEqual([
    1_020, 1_600, 4_020, 4_600, 7_500, 10_020, 13_020,
  ])
})

test('R3: the spread is added to every flush, and nothing else changes', () => {
  const events = [1_000, 1_400, 5_000]
  expect(flushes(events, { spreadMs: 2_000 }, () => 0.25)).toEqual([1_520, 5_520])
  expect(flushes(events, { spreadMs: 2_000 }, () => 0)).toEqual(flushes(events))
})

test('flushes of a key keep a minimum interval longer than its quiet time', () => {
  expect(flushes([1_000, 4_000], { minIntervalMs: 10_000 })).toEqual([1_020, 11_020])
})

test('R3: of many keys each keeps its own time, and those longest at rest are forgotten', () => {
  const windows = createWindows(defaultWindows, () => 0)
  const take = (now: number): readonly string[] =>
    windows.take(now).map(({ key }) => String(key[0]))
  windows.mark(['old'], 1, 0)
  expect(take(20)).toEqual(['old'])
  windows.mark(['old'], 2, 100)
  windows.mark(['young'], 3, 100)
  expect([take(119), take(120), take(599), take(600)]).toEqual([[], ['young'], [], ['old']])
  for (let i = 0; i < 999; i += 1) windows.mark([`one of many ${i}`], 4 + i, 700)
  expect(take(720)).toHaveLength(999)
  // Forgotten, it leads as if never seen; remembered, it waits for its window.
  windows.mark(['young'], 2_000, 1_000)
  windows.mark(['old'], 2_001, 1_000)
  expect([take(1_020), take(1_500)]).toEqual([['young'], ['old']])
})
