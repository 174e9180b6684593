import { QueryObserver } from '@tanstack/query-core'
import { expect, test } from 'vitest'
import { world } from '../../test/world.ts'

const WINDOW_MS = 500

/** The same numbers in each run. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

/** Refetches of the request's router: a fixed window from the first event that it covers. */
function fixedWindow(events: readonly number[]): number {
  let flushAt = -Infinity
  let flushes = 0
  for (const at of events) {
    if (at <= flushAt) continue
    flushAt = at + WINDOW_MS
    flushes += 1
  }
  return flushes
}

/** Lets `events` of one key happen to a query on screen that takes so long to fetch. */
async function run(events: readonly number[], fetchMs = 150, windows = {}) {
  const { clock, goLive, queryClient, realtime } = world({
    realtime: { windows, polling: { safetyMs: 2 ** 30 } },
  })
  const startedAt: number[] = []
  const observer = new QueryObserver(queryClient, {
    queryKey: ['list', 'a'],
    queryFn: () => {
      startedAt.push(clock.now())
      return new Promise(resolve => clock.after(fetchMs, () => resolve(clock.now())))
    },
  })
  observer.subscribe(() => undefined)
  goLive()
  await clock.pass(5_000)
  startedAt.length = 0
  const from = clock.now()
  for (const at of events) clock.after(at, () => realtime.emit({ type: 'LIST', list: 'a' }))
  await clock.pass((events.at(-1) ?? 0) + 10_000)
  realtime.stop()
  queryClient.clear()
  let fetch = 0
  const waits = events.map(at => {
    while ((startedAt[fetch] ?? Infinity) < from + at) fetch += 1
    return (startedAt[fetch] ?? Infinity) - from - at
  })
  waits.sort((a, b) => a - b)
  return {
    ratio: startedAt.length / fixedWindow(events),
    median: waits[Math.floor(waits.length / 2)],
    longest: waits.at(-1),
  }
}

const every = (gapMs: number, count: number, from = 0): number[] =>
  Array.from({ length: count }, (_, i) => from + i * gapMs)
const transaction = (from: number): number[] => every(2, 5, from)

function stream(perSecond: number, count: number, random: () => number): number[] {
  let at = 0
  return every(0, count).map(
    () => (at += Math.round((-1_000 / perSecond) * Math.log(1 - random()))),
  )
}

const quick = (from: number): number[] => every(10, 20, from)
const flood = (from: number): number[] => every(5, 200, from)
const steady = (from: number): number[] => every(100, 50, from)

/** Half of what happens is a single event, half a burst of some kind; each after some seconds of rest. */
function mix(count: number, random: () => number): number[] {
  const bursts = [transaction, quick, flood, steady]
  const events: number[] = []
  for (let i = 0; i < count; i += 1) {
    const at = (events.at(-1) ?? 0) + 1_500 + Math.round(random() * 8_500)
    const burst = bursts[Math.floor(random() * 2 * bursts.length)]
    events.push(...(burst?.(at) ?? [at]))
  }
  return events
}

test.each([
  ['isolated events', every(10_000, 50), 1, 20],
  ['transactions of five rows', every(5_000, 50).flatMap(transaction), 1, 20],
  ['ten events a second', stream(10, 2_000, seeded(1)), 1.05, WINDOW_MS],
  ['twenty bursts of 200 events', every(5_000, 20).flatMap(flood), 1.05, WINDOW_MS],
  ['an event each second', stream(1, 300, seeded(2)), 1.25, WINDOW_MS],
  ['a random mix of all these', mix(400, seeded(3)), 1.25, WINDOW_MS],
])(
  'R3: %s cost hardly more refetches than a fixed window, and no event waits longer',
  async (_, events, most, longest) => {
    const seen = await run(events)
    expect(seen.ratio).toBeLessThanOrEqual(most)
    expect(seen.longest).toBeLessThanOrEqual(longest)
  },
)

test('R2, R3: a stream faster than the backend waits for one fetch at most, and costs fewer than the fixed window', async () => {
  const seen = await run(every(100, 200), 1_200)
  expect(seen.longest).toBeLessThanOrEqual(1_200)
  expect(seen.ratio).toBeLessThanOrEqual(0.6)
})

test('R3: the spread is added to the wait, and takes no refetch more', async () => {
  const seen = await run(every(10_000, 50), 150, { spreadMs: 2_000 })
  expect([seen.ratio, seen.longest]).toEqual([1, 1_020])
})
