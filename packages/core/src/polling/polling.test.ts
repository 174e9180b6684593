import { expect, test } from 'vitest'
import { world } from '../../test/world.ts'
import { settle } from '../testing/index.ts'
import { defaultPolling, pollInterval, type PollMode } from './policy.ts'

const polling: PollMode = { status: 'polling', visible: true, online: true, active: true }

const query = (queryHash: string, fetches = 1, isInvalidated = false) => ({
  queryHash,
  state: { isInvalidated, dataUpdateCount: fetches, errorUpdateCount: 0 },
})

const interval = (mode: Partial<PollMode>, q = query('q')) =>
  pollInterval({ ...polling, ...mode }, q, { ...defaultPolling, jitterMs: 0 })

test('P1: how often, by what is known', () => {
  expect({
    'in use': interval({}),
    connecting: interval({ status: 'connecting' }),
    'switched off': interval({ status: 'disabled' }),
    'nobody there': interval({ active: false }),
    hidden: interval({ visible: false }),
    offline: interval({ online: false }),
    live: interval({ status: 'live' }),
    'live, hidden': interval({ status: 'live', visible: false }),
    'live, owed a fetch': interval({ status: 'live' }, query('q', 1, true)),
  }).toEqual({
    'in use': 5_000,
    connecting: 5_000,
    'switched off': 5_000,
    'nobody there': 15_000,
    hidden: 15_000,
    offline: false,
    live: 300_000,
    'live, hidden': false,
    'live, owed a fetch': 5_000,
  })
})

test('P2: asking a hundred times gives the same number; the next cycle another', () => {
  const ask = (fetches: number) =>
    pollInterval(polling, query('["tasks"]', fetches), defaultPolling)
  expect(new Set(Array.from({ length: 100 }, () => ask(1))).size).toBe(1)
  expect(new Set([1, 2, 3, 4, 5].map(ask)).size).toBe(5)
})

test('P2: thirty queries spread over the two seconds of jitter', () => {
  const all = Array.from({ length: 30 }, (_, i) =>
    Number(pollInterval(polling, query(`["list",${i}]`), defaultPolling)),
  )
  expect(Math.min(...all)).toBeGreaterThanOrEqual(4_000)
  expect(Math.max(...all)).toBeLessThanOrEqual(6_000)
  expect(Math.max(...all) - Math.min(...all)).toBeGreaterThan(1_500)
})

test('P1: every active covered query is polled while not live, without any hook', async () => {
  const { clock, realtime, watch } = world()
  const lists = [watch(['list', 'a']), watch(['list', 'b', { page: 3 }])]
  const other = watch(['not covered'])
  realtime.follow('a')
  await settle()
  for (const list of [...lists, other]) await list.answer()
  for (let cycle = 1; cycle <= 3; cycle += 1) {
    await clock.pass(6_000)
    for (const list of lists) {
      expect(list.startedAt).toHaveLength(cycle + 1)
      await list.answer()
    }
  }
  expect(realtime.state.current.status).toBe('connecting')
  expect(other.startedAt).toHaveLength(1)
})

test('P6: going live ends the polling, after one catch-up', async () => {
  const { clock, goLive, watch } = world()
  const list = watch(['list', 'a'])
  await settle()
  await list.answer()
  await clock.pass(1_000)
  goLive()
  await clock.pass(10)
  await list.answer()
  await clock.pass(200_000)
  expect(list.startedAt).toEqual([0, 1_000])
})

test('P5: live is not blind faith: a shown query is fetched again after five minutes', async () => {
  const { clock, goLive, watch } = world()
  goLive()
  const list = watch(['list', 'a'])
  await settle()
  await list.answer()
  await clock.pass(310_000)
  expect(list.startedAt).toHaveLength(2)
  expect(list.startedAt[1]).toBeGreaterThanOrEqual(299_000)
  expect(list.startedAt[1]).toBeLessThanOrEqual(301_000)
})

test('a query that polls itself is left to TanStack while visible, and taken over when hidden', async () => {
  const { clock, environment, realtime, watch } = world()
  realtime.follow('a')
  const own = watch(['list', 'a'], 3_600_000)
  await settle()
  await own.answer()
  await clock.pass(60_000)
  expect(own.startedAt).toHaveLength(1)
  environment.visible.set(false)
  await clock.pass(1_000)
  expect(own.startedAt).toHaveLength(2)
})

test('P1: offline nothing is asked; back online the overdue is asked at once', async () => {
  const { clock, environment, realtime, watch } = world()
  realtime.follow('a')
  const list = watch(['list', 'a'])
  await settle()
  await list.answer()
  environment.online.set(false)
  await clock.pass(120_000)
  expect(list.startedAt).toHaveLength(1)
  environment.online.set(true)
  await clock.pass(200)
  expect(list.startedAt).toHaveLength(2)
})

test('a slow backend has one poll in flight, never two', async () => {
  const { clock, realtime, watch } = world()
  realtime.follow('a')
  const list = watch(['list', 'a'])
  await clock.pass(120_000)
  expect(list.startedAt).toHaveLength(1)
})

test('after stop no timer is left', async () => {
  const { clock, goLive, realtime, watch } = world({ heartbeats: false })
  goLive()
  const list = watch(['list', 'a'])
  await settle()
  await list.answer()
  await clock.pass(10)
  realtime.stop()
  expect(clock.pending()).toBe(0)
})
