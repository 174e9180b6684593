import { QueryObserver } from '@tanstack/query-core'
import { expect, test, vi } from 'vitest'
import { page } from '../../test/page.ts'
import { world } from '../../test/world.ts'
import { sessionOf, settle } from '../testing/index.ts'

/** A page of ten whose backend has failed since 50 ms; after 20 s it was probed twice. */
async function outage(options: Parameters<typeof page>[1] = {}) {
  const p = await page(10, options)
  p.backend.does = () => 'fails'
  await p.clock.pass(20_000)
  expect(p.realtime.state.current.backend).toBe('away')
  p.requests.length = 0
  return p
}

test('P4: thirty queries and a dead backend: seven requests in the first minute, then one or two a minute', async () => {
  const { backend, clock, realtime, requests, requestsIn } = await page(30)
  backend.does = () => 'fails'
  await clock.pass(600_000)
  // Three polls fail, a fourth query is asked to make sure; then one at a time, after 4, 8, 15, 30, 45 s.
  expect(requests.map(({ at }) => Math.round(at / 100) / 10).slice(0, 10)).toEqual([
    4.2, 4.2, 4.2, 4.3, 8.1, 15.6, 30.7, 60.7, 105.8, 150.8,
  ])
  expect(requestsIn([0, 60], [60, 120], [120, 180], [180, 240], [540, 600])).toEqual([
    7, 2, 1, 1, 1,
  ])
  expect(realtime.state.current.backend).toBe('away')
})

test('P4: the longest wait is a minute, the shortest of the longest half of it', async () => {
  const gaps: number[] = []
  for (const random of [0, 0.999]) {
    const { backend, clock, requests } = await page(5, { random })
    backend.does = () => 'fails'
    await clock.pass(600_000)
    gaps.push((requests.at(-1)?.at ?? 0) - (requests.at(-2)?.at ?? 0))
  }
  // Each with the 50 ms that the failing takes.
  expect(gaps.map(Math.round)).toEqual([30_050, 60_020])
})

test('P4, P1: when the backend is back, everything is fetched once, within a second of the probe', async () => {
  const { backend, clock, database, realtime, requests, shown } = await outage()
  database.version = 7
  backend.does = () => 'answers'
  await clock.pass(60_000 + 50 + 1_000 + 100 + 50)
  expect(shown.map(list => list.getCurrentResult().data)).toEqual(Array(10).fill(7))
  expect(realtime.state.current.backend).toBe('up')
  const [probe, ...others] = requests.filter(({ at }) => at <= (requests[0]?.at ?? 0) + 1_200)
  expect(new Set(others.map(({ list }) => list)).size).toBe(9)
  expect(others.map(({ list }) => list)).not.toContain(probe?.list)
  const startsAt = others.map(({ at }) => at - (probe?.at ?? 0))
  expect(Math.max(...startsAt) - Math.min(...startsAt)).toBeGreaterThan(500)
})

test('P4: during an outage events only mark; nothing they told of is lost', async () => {
  const { backend, change, clock, database, requests, shown } = await outage()
  for (let i = 0; i < 40; i += 1) {
    change('0')
    await clock.pass(50)
  }
  expect(requests).toEqual([])
  backend.does = () => 'answers'
  await clock.pass(61_200)
  expect(shown.map(list => list.getCurrentResult().data)).toEqual(Array(10).fill(database.version))
  const soon = (requests[0]?.at ?? 0) + 1_200
  expect(requests.filter(({ at }) => at <= soon)).toHaveLength(10)
})

test('P4, C4: during an outage a catch-up marks and has the backend asked, with one request', async () => {
  const { backend, clock, database, goLive, realtime, requests, shown } = await outage()
  database.version = 7
  // The first join has just been given up; after a second there is another.
  await clock.pass(1_000)
  goLive()
  await clock.pass(100)
  expect(realtime.state.current).toMatchObject({ status: 'live', backend: 'away' })
  expect(requests).toHaveLength(1)
  backend.does = () => 'answers'
  await clock.pass(6_200)
  expect(shown.map(list => list.getCurrentResult().data)).toEqual(Array(10).fill(7))
  expect(requests).toHaveLength(11)
})

test('P4: the network’s return ends it, and what is overdue is asked for at once', async () => {
  const { backend, clock, environment, realtime, requests } = await outage()
  backend.does = () => 'answers'
  environment.online.set(false)
  await clock.pass(120_000)
  expect(requests).toEqual([])
  const backAt = clock.now()
  environment.online.set(true)
  expect(realtime.state.current.backend).toBe('up')
  await clock.pass(1_200)
  expect(requests).toHaveLength(10)
  expect(requests.every(({ at }) => at <= backAt + 1_100)).toBe(true)
})

test('P4: a person who asks or comes back, a new token and the end of sleep have the backend probed at once, with one request', async () => {
  for (const ask of [
    ({ realtime }: Awaited<ReturnType<typeof outage>>) => realtime.reconnect(),
    ({ environment }: Awaited<ReturnType<typeof outage>>) => {
      environment.active.set(false)
      environment.active.set(true)
    },
    ({ environment }: Awaited<ReturnType<typeof outage>>) => environment.resumed.set(1),
    ({ sessions }: Awaited<ReturnType<typeof outage>>) =>
      sessions.say(sessionOf('ann', 'new token')),
  ]) {
    const p = await outage()
    ask(p)
    await p.clock.pass(60)
    expect(p.requests).toHaveLength(1)
    // Still away: the waits begin anew at their shortest.
    await p.clock.pass(5_000)
    expect(p.requests).toHaveLength(2)
    p.backend.does = () => 'answers'
    p.realtime.reconnect()
    await p.clock.pass(1_200)
    expect(p.requests).toHaveLength(12)
  }
})

test('P4: any answer ends it, also one to a request of the app’s own', async () => {
  const { backend, clock, realtime, requests, watch } = await outage()
  backend.does = () => 'answers'
  watch(99)
  await clock.pass(1_250)
  expect(realtime.state.current.backend).toBe('up')
  expect(requests).toHaveLength(11)
})

test('C7: a backend that answers again ends the wait for the next attempt to connect, not the count of those that failed', async () => {
  const p = await outage({ random: 0.999 })
  const lose = (): void =>
    p.source.say({ type: 'lost', cause: { code: 'channel-error', message: 'refused' } })
  for (let failed = 0; failed < 6; failed += 1) {
    await p.clock.pass(31_000)
    lose()
  }
  const answersAgain = async (): Promise<void> => {
    p.backend.does = () => 'answers'
    p.watch(99)
    await p.clock.pass(50 + 500)
  }
  await p.clock.pass(20_000)
  expect(p.source.openScopes()).toEqual([])
  await answersAgain()
  expect(p.realtime.state.current.backend).toBe('up')
  expect(p.source.openScopes()).toHaveLength(1)
  // Realtime refuses still: it is not asked more often for that.
  lose()
  await p.clock.pass(29_000)
  expect(p.source.openScopes()).toEqual([])
})

test('P4: a probe that hangs has failed after ten seconds, and the next one asks another query', async () => {
  const { backend, clock, requests } = await outage()
  backend.does = () => 'hangs'
  await clock.pass(300_000)
  expect(new Set(requests.map(({ list }) => list)).size).toBe(requests.length)
  expect(requests.length).toBeLessThanOrEqual(6)
  backend.does = () => 'answers'
  await clock.pass(71_000)
  expect(requests.at(-1)?.at).toBeGreaterThan(300_000)
})

test('P4: after an outage of minutes a page of two is back within a second, however often each was asked', async () => {
  const { backend, clock, database, realtime, requests, shown } = await page(2)
  backend.does = () => 'fails'
  await clock.pass(600_000)
  expect(requests.filter(({ list }) => list === 1).length).toBeGreaterThanOrEqual(3)
  database.version = 7
  backend.does = () => 'answers'
  realtime.reconnect()
  await clock.pass(1_250)
  expect(shown.map(list => list.getCurrentResult().data)).toEqual([7, 7])
})

test('P4: that the backend is away, and why, is traced', async () => {
  const { trace } = await outage()
  const told = trace
    .entries()
    .flatMap(({ part, what, detail }) =>
      part === 'poller' && what !== 'poll' && what !== 'probe'
        ? [[what, detail.from, detail.event]]
        : [],
    )
  expect(told.slice(0, 3)).toEqual([
    ['backend suspected', 'closed', 'failed'],
    ['backend open', 'suspected', 'probe-failed'],
    ['backend probing', 'open', 'due'],
  ])
})

test('P4: a query whose options throw does not keep a backend that is away from being probed', async () => {
  vi.stubGlobal('reportError', () => undefined)
  const { clock, queryClient, watch } = world()
  const list = watch(['list', 'a'])
  const flags = { fails: false }
  const broken = new QueryObserver(queryClient, {
    queryKey: ['list', 'broken'],
    queryFn: () => 1,
    enabled: () => {
      if (flags.fails) throw new Error('a fault of the app')
      return true
    },
  })
  broken.subscribe(() => undefined)
  await settle()
  flags.fails = true
  for (const ms of [0, 7_000, 7_000]) {
    await clock.pass(ms)
    await list.fail()
  }
  const before = list.startedAt.length
  await clock.pass(20_000)
  expect(list.startedAt.length).toBe(before + 1)
  vi.unstubAllGlobals()
})

test('P4, R7: a backend that is away is probed with a query that nobody holds', async () => {
  const { clock, realtime, requests } = await outage()
  for (let list = 0; list < 9; list += 1)
    realtime.hold(['list', String(list)], { timeoutMs: Infinity })
  await clock.pass(300_000)
  expect(requests.length).toBeGreaterThan(4)
  expect(new Set(requests.map(({ list }) => list))).toEqual(new Set([9]))
})

test('when a backend that is away is asked next is known beforehand, and nothing once it is back', async () => {
  const { backend, clock, realtime, requests } = await outage()
  const next = realtime.nextTryAt() ?? 0
  await clock.pass(next - clock.now() - 1)
  expect(requests).toEqual([])
  await clock.pass(1)
  expect(requests.map(({ at }) => at)).toEqual([next])
  backend.does = () => 'answers'
  await clock.pass(120_000)
  expect(realtime.nextTryAt()).toBeUndefined()
})
