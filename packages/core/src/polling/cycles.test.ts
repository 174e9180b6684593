// @vitest-environment happy-dom
import { focusManager } from '@tanstack/query-core'
import { afterEach, expect, test } from 'vitest'
import { page } from '../../test/page.ts'

afterEach(() => focusManager.setFocused(undefined))

type Page = Awaited<ReturnType<typeof page>>

/** The seconds between two requests for `list`. */
function gaps({ requests }: Page, list: number): readonly number[] {
  const at = requests.filter(request => request.list === list).map(request => request.at)
  return at.slice(1).map((time, i) => (time - (at[i] ?? 0)) / 1_000)
}

/** A component with `useResurrectionPolling`: it renders when the mode changes. */
function hooked({ realtime, watch }: Page, list: number, own = {}): void {
  const refetchInterval = (query: Parameters<typeof realtime.pollInterval>[0]) =>
    realtime.pollInterval(query, own)
  const observer = watch(list, { refetchInterval })
  realtime.pollMode.subscribe(() => observer.setOptions({ ...observer.options }))
}

test('P1: with the hook, without it, or with an interval of its own: each query is polled once a cycle', async () => {
  const p = await page(0)
  p.watch(1)
  hooked(p, 2)
  p.watch(3, { refetchInterval: 4_000 })
  p.watch(4, { refetchInterval: 5_000 })
  p.watch(5, { refetchInterval: 60_000 })
  hooked(p, 6)
  p.watch(6)
  hooked(p, 7, { visibleMs: 2_000 })
  hooked(p, 8, { visibleMs: 20_000 })
  await p.clock.pass(50)
  p.requests.length = 0
  await p.clock.pass(600_000)
  const count = (list: number): number => p.requests.filter(request => request.list === list).length
  // 600 s by 5 s and a request of 50 ms.
  for (const list of [1, 2, 5, 6, 8]) {
    expect(count(list)).toBeGreaterThanOrEqual(112)
    expect(count(list)).toBeLessThanOrEqual(124)
    expect(Math.min(...gaps(p, list))).toBeGreaterThanOrEqual(4)
    expect(Math.max(...gaps(p, list))).toBeLessThanOrEqual(6.1)
  }
  // Those with an interval of their own keep it: nobody asks in between.
  expect(new Set(gaps(p, 3))).toEqual(new Set([4.05]))
  expect(new Set(gaps(p, 4))).toEqual(new Set([5.05]))
  expect(Math.min(...gaps(p, 7))).toBeGreaterThanOrEqual(1.6)
  expect(Math.max(...gaps(p, 7))).toBeLessThanOrEqual(2.5)
})

test('P1: in a hidden tab the hook’s queries are polled too: each 15 s, a minute later each 60 s', async () => {
  const p = await page(0)
  hooked(p, 1)
  p.watch(2)
  await p.clock.pass(50)
  focusManager.setFocused(false)
  p.environment.visible.set(false)
  p.requests.length = 0
  await p.clock.pass(60_000)
  p.environment.active.set(false)
  for (const list of [1, 2]) {
    expect(gaps(p, list).length).toBeGreaterThanOrEqual(2)
    expect(Math.min(...gaps(p, list))).toBeGreaterThanOrEqual(14)
    expect(Math.max(...gaps(p, list))).toBeLessThanOrEqual(17.1)
  }
  p.requests.length = 0
  await p.clock.pass(600_000)
  for (const list of [1, 2]) {
    expect(Math.min(...gaps(p, list))).toBeGreaterThanOrEqual(59)
    expect(Math.max(...gaps(p, list))).toBeLessThanOrEqual(62.1)
  }
  // Shown again, all that is older than a visible tab allows is asked for at once, once.
  p.requests.length = 0
  await p.clock.pass(20_000)
  p.requests.length = 0
  focusManager.setFocused(true)
  p.environment.visible.set(true)
  p.environment.active.set(true)
  await p.clock.pass(200)
  expect(p.requests).toHaveLength(2)
  expect(new Set(p.requests.map(({ list }) => list))).toEqual(new Set([1, 2]))
})

test('P1: timers that the browser wakes once a minute are borne: what is overdue is asked then, once', async () => {
  const p = await page(3)
  p.environment.visible.set(false)
  for (let minute = 0; minute < 5; minute += 1) {
    p.clock.sleep(60_000)
    await p.clock.pass(50)
  }
  const count = (list: number): number => p.requests.filter(request => request.list === list).length
  for (const list of [0, 1, 2]) {
    expect(count(list)).toBeGreaterThanOrEqual(4)
    expect(count(list)).toBeLessThanOrEqual(5)
  }
})

test('P1: nobody there slows the polls down to 15 s; the first sign of a person is served at once', async () => {
  const p = await page(1)
  p.environment.active.set(false)
  await p.clock.pass(120_000)
  expect(Math.min(...gaps(p, 0))).toBeGreaterThanOrEqual(14)
  expect(Math.max(...gaps(p, 0))).toBeLessThanOrEqual(16.1)
  const count = p.requests.length
  while (p.requests.length === count) await p.clock.pass(1_000)
  const last = p.requests.at(-1)?.at ?? 0
  await p.clock.pass(last + 10_000 - p.clock.now())
  p.environment.active.set(true)
  await p.clock.pass(100)
  expect((p.requests.at(-1)?.at ?? 0) - last).toBe(10_100)
})

test('P1: an interval below the clamps is kept, by the poller and by the hook', async () => {
  const p = await page(0, { realtime: { polling: { visibleMs: 1_000 } } })
  p.watch(1)
  hooked(p, 2)
  await p.clock.pass(60_000)
  for (const list of [1, 2]) {
    expect(Math.min(...gaps(p, list))).toBeGreaterThanOrEqual(0.8)
    expect(Math.max(...gaps(p, list))).toBeLessThanOrEqual(1.3)
  }
})

test('P1, P4: while the backend is away the hook polls nothing: the one probe is the poller’s', async () => {
  const p = await page(0)
  for (let list = 0; list < 10; list += 1) hooked(p, list)
  await p.clock.pass(50)
  p.backend.does = () => 'fails'
  p.requests.length = 0
  await p.clock.pass(120_000)
  expect(p.requestsIn([0, 60], [60, 120])).toEqual([7, 2])
  p.backend.does = () => 'answers'
  await p.clock.pass(61_200)
  p.requests.length = 0
  await p.clock.pass(60_000)
  for (let list = 0; list < 10; list += 1) {
    expect(Math.min(...gaps(p, list))).toBeGreaterThanOrEqual(4)
    expect(Math.max(...gaps(p, list))).toBeLessThanOrEqual(6.1)
  }
})

test('P2: a change of state reaches every timer within a second: live ends them, its loss arms them', async () => {
  const p = await page(0)
  for (let list = 0; list < 10; list += 1) {
    if (list % 2 === 0) p.watch(list)
    else hooked(p, list)
  }
  await p.clock.pass(50)
  p.goLive()
  await p.clock.pass(1_000)
  p.requests.length = 0
  await p.clock.pass(200_000)
  expect(p.requests).toEqual([])
  p.source.say({ type: 'lost', cause: { code: 'channel-error', message: 'cut' } })
  await p.clock.pass(1_000)
  // All of it is older than a poll's interval.
  expect(new Set(p.requests.map(({ list }) => list)).size).toBe(10)
  expect(p.requests).toHaveLength(10)
})

test('P2: after a common start thirty queries never again come together', async () => {
  const p = await page(30)
  await p.clock.pass(30_000)
  const perTick = new Map<number, number>()
  for (const { at } of p.requests) {
    const tick = Math.floor(at / 100)
    perTick.set(tick, (perTick.get(tick) ?? 0) + 1)
  }
  expect(Math.max(...perTick.values())).toBeLessThanOrEqual(6)
})

test('P3: asking for the interval changes nothing, however often', async () => {
  const p = await page(3)
  const before = JSON.stringify(
    p.queryClient
      .getQueryCache()
      .getAll()
      .map(({ state }) => state),
  )
  const timers = p.clock.pending()
  const queries = p.queryClient.getQueryCache().getAll()
  const answers = Array.from({ length: 100 }, () =>
    queries.map(query => p.realtime.pollInterval(query)),
  )
  expect(new Set(answers.map(answer => answer.join())).size).toBe(1)
  expect(JSON.stringify(queries.map(({ state }) => state))).toBe(before)
  expect([p.clock.pending(), p.requests.length]).toEqual([timers, 0])
})

test('P5: while live and visible each query is fetched once in five minutes, hook or not, and never while hidden', async () => {
  const p = await page(0)
  p.watch(1)
  hooked(p, 2)
  p.goLive()
  await p.clock.pass(1_000)
  p.requests.length = 0
  await p.clock.pass(3_600_000)
  for (const list of [1, 2]) {
    expect(gaps(p, list).length).toBeLessThanOrEqual(11)
    expect(Math.min(...gaps(p, list))).toBeGreaterThanOrEqual(299)
    expect(Math.max(...gaps(p, list))).toBeLessThanOrEqual(302.1)
  }
  focusManager.setFocused(false)
  p.environment.visible.set(false)
  p.requests.length = 0
  await p.clock.pass(3_600_000)
  expect(p.requests).toEqual([])
})
