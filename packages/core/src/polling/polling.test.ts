import { expect, test } from 'vitest'
import { world } from '../../test/world.ts'
import { settle } from '../testing/index.ts'
import { defaultPolling, pollEveryMs, pollInterval, type PollMode } from './policy.ts'

const polling: PollMode = {
  status: 'polling',
  visible: true,
  online: true,
  active: true,
  frugal: false,
  backend: 'up',
  log: 'none',
}

const query = (queryHash: string, fetches = 1, isInvalidated = false) => ({
  queryKey: [queryHash],
  queryHash,
  state: {
    status: 'success' as const,
    isInvalidated,
    dataUpdateCount: fetches,
    errorUpdateCount: 0,
  },
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
    'signed out': interval({ status: 'waiting-auth' }),
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
    'signed out': false,
    live: 300_000,
    'live, hidden': false,
    'live, owed a fetch': 5_000,
  })
})

test('P1: what a person is told of the polls is how far apart they are', () => {
  const modes: readonly Partial<PollMode>[] = [
    {},
    { active: false },
    { visible: false },
    { frugal: true },
    { frugal: true, visible: false, active: false },
  ]
  for (const mode of modes)
    expect(pollEveryMs({ ...polling, ...mode }, defaultPolling)).toBe(interval(mode))
})

test('P1: where data is to be saved, polls are twice as far apart, to a minute; the safety refetch is not', () => {
  const frugal = (mode: Partial<PollMode>) => interval({ ...mode, frugal: true })
  expect({
    'in use': frugal({}),
    'nobody there': frugal({ active: false }),
    hidden: frugal({ visible: false }),
    'hidden, nobody there': frugal({ visible: false, active: false }),
    live: frugal({ status: 'live' }),
  }).toEqual({
    'in use': 10_000,
    'nobody there': 30_000,
    hidden: 30_000,
    'hidden, nobody there': 60_000,
    live: 300_000,
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

test('P2: the jitter is never more than a fifth of the interval', () => {
  const all = Array.from({ length: 50 }, (_, i) =>
    Number(pollInterval(polling, query(`["list",${i}]`), { ...defaultPolling, visibleMs: 1_000 })),
  )
  expect(Math.min(...all)).toBeGreaterThanOrEqual(800)
  expect(Math.max(...all)).toBeLessThanOrEqual(1_200)
})

test('P2: intervals set while running reach the timers at once; what is out of range is refused', async () => {
  const { clock, realtime, watch } = world()
  const list = watch(['list'])
  await settle()
  await list.answer()
  realtime.setPolling({ visibleMs: 60_000, idleMs: 60_000 })
  await clock.pass(40_000)
  expect(list.startedAt).toHaveLength(1)
  realtime.setPolling({ visibleMs: 1_000, idleMs: 1_000 })
  await clock.pass(100)
  expect(list.startedAt).toHaveLength(2)
  expect(realtime.polling).toEqual({ ...defaultPolling, visibleMs: 1_000, idleMs: 1_000 })
  expect(() => realtime.setPolling({ visibleMs: 0 })).toThrow(/polling\.visibleMs is 0/)
  realtime.setPolling({})
  expect(realtime.polling).toEqual(defaultPolling)
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

test('P1: a query that TanStack polls is left to it, and taken over where its timer does not run', async () => {
  const { clock, realtime, watch } = world()
  realtime.follow('a')
  // TanStack's timer is a real one and does not run here: as in a hidden tab.
  const own = watch(['list', 'a'], { refetchInterval: 4_000 })
  await settle()
  await own.answer()
  const interval = Number(realtime.pollInterval(query('["list","a"]')))
  await clock.pass(interval + 999)
  expect(own.startedAt).toHaveLength(1)
  await clock.pass(1)
  expect(own.startedAt).toHaveLength(2)
})

test('P1: an interval of its own that is false, too long, or of a disabled observer polls nothing: we do', async () => {
  const { clock, realtime, watch } = world()
  realtime.follow('a')
  const lists = [
    watch(['list', 'never'], { refetchInterval: () => false }),
    watch(['list', 'hourly'], { refetchInterval: 3_600_000 }),
    watch(['list', 'disabled'], {}),
  ]
  const disabled = watch(['list', 'disabled'], { refetchInterval: 1_000, enabled: false })
  await settle()
  for (const list of lists) await list.answer()
  await clock.pass(6_000)
  // The observer that came last has given the query its function: it sees the second fetch.
  const fetches = [...lists, disabled].map(({ startedAt }) => startedAt.length)
  expect(fetches).toEqual([2, 2, 1, 1])
})

test('P1: when the component that polled goes, the query it leaves behind is polled by us', async () => {
  const { clock, realtime, watch } = world()
  realtime.follow('a')
  const stays = watch(['list', 'a'])
  const polls = watch(['list', 'a'], { refetchInterval: 4_000 })
  await settle()
  await stays.answer()
  polls.unmount()
  await clock.pass(6_000)
  expect([...stays.startedAt, ...polls.startedAt]).toHaveLength(2)
})

test('A4: while nobody is signed in nothing is polled', async () => {
  const { clock, sessions, realtime, watch } = world()
  realtime.follow('a')
  const list = watch(['list', 'a'])
  await settle()
  await list.answer()
  sessions.say(null, 'SIGNED_OUT')
  await clock.pass(60_000)
  expect(list.startedAt).toHaveLength(1)
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
