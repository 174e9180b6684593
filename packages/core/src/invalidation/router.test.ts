import { QueryObserver } from '@tanstack/query-core'
import { expect, test } from 'vitest'
import { shown } from '../../test/shown.ts'
import { world } from '../../test/world.ts'
import { manualClock, settle } from '../testing/index.ts'
import { createTrace } from '../trace/create-trace.ts'

test('R3: an isolated event starts its refetch within 25 ms', async () => {
  const { change, clock, list, at } = await shown()
  change('a')
  await clock.pass(5_000)
  expect(list.startedAt).toEqual([at(20)])
})

test('R1: an event during the initial fetch is not lost', async () => {
  const { change, clock, database, goLive, watch } = world()
  goLive()
  const list = watch(['list', 'a'])
  await clock.pass(10)
  change('a')
  await clock.pass(100)
  await list.answer()
  await clock.pass(1_000)
  await list.answer()
  expect(list.shown()).toBe(database.version)
  expect(list.startedAt).toHaveLength(2)
})

test('R1, R2: an event during a refetch is followed by exactly one more fetch, and nothing is cancelled', async () => {
  const { change, clock, database, list, at } = await shown()
  change('a')
  await clock.pass(100)
  change('a')
  await clock.pass(700)
  expect(list.startedAt).toEqual([at(20)])
  await list.answer()
  await clock.pass(1_000)
  await list.answer()
  await clock.pass(5_000)
  expect(list.startedAt).toEqual([at(20), at(800)])
  expect(list.shown()).toBe(database.version)
})

test('R2: a stream faster than the backend neither starves nor stacks up', async () => {
  const { change, clock, list } = await shown()
  const shownAfter: unknown[] = []
  for (let second = 0; second < 10; second += 1) {
    for (let i = 0; i < 10; i += 1) {
      change('a')
      await clock.pass(100)
    }
    await list.answer()
    shownAfter.push(list.shown())
  }
  expect(list.startedAt).toHaveLength(10)
  expect(new Set(shownAfter).size).toBe(10)
})

test('R1: a query that is not on screen is marked stale and fetched when it is shown again', async () => {
  const { change, clock, database, list, queryClient, watch } = await shown()
  list.unmount()
  change('a')
  await clock.pass(1_000)
  expect(list.startedAt).toEqual([])
  expect(queryClient.getQueryState(['list', 'a'])?.isInvalidated).toBe(true)
  const again = watch(['list', 'a'])
  await settle()
  await again.answer()
  expect(again.shown()).toBe(database.version)
})

test('R1: an event during a prefetch is not lost', async () => {
  const { change, clock, database, goLive, queryClient } = world()
  goLive()
  const answers: ((v: unknown) => void)[] = []
  void queryClient.prefetchQuery({
    queryKey: ['list', 'a'],
    queryFn: () => {
      const { version } = database
      return new Promise(resolve => answers.push(() => resolve(version)))
    },
  })
  await clock.pass(10)
  change('a')
  await clock.pass(100)
  answers[0]?.(undefined)
  await clock.pass(100)
  expect(queryClient.getQueryState(['list', 'a'])?.isInvalidated).toBe(true)
})

test('R1: a disabled query is left alone', async () => {
  const { change, clock, goLive, queryClient } = world()
  goLive()
  let fetches = 0
  const observer = new QueryObserver(queryClient, {
    queryKey: ['list', 'a'],
    enabled: false,
    queryFn: () => (fetches += 1),
  })
  observer.subscribe(() => undefined)
  change('a')
  await clock.pass(60_000)
  expect(fetches).toBe(0)
})

test('R1: the app’s own invalidation of a first fetch in flight is not lost either', async () => {
  const { clock, database, goLive, queryClient, watch } = world()
  goLive()
  const list = watch(['list', 'a'])
  await clock.pass(10)
  database.version += 1
  void queryClient.invalidateQueries({ queryKey: ['list'] })
  await list.answer()
  await clock.pass(100)
  await list.answer()
  expect(list.shown()).toBe(database.version)
})

test('R4: data fetched after the event needs nothing more', async () => {
  const { change, clock, list, queryClient, at } = await shown()
  change('a')
  await clock.pass(10)
  void queryClient.refetchQueries({ queryKey: ['list', 'a'] })
  await clock.pass(5)
  await list.answer()
  await clock.pass(5_000)
  expect(list.startedAt).toEqual([at(10)])
})

test('R1: a refetch that fails is made up for by polling, also while live', async () => {
  const { change, clock, database, list } = await shown()
  change('a')
  await clock.pass(20)
  await list.fail()
  expect(list.startedAt).toHaveLength(1)
  await clock.pass(6_000)
  expect(list.startedAt).toHaveLength(2)
  await list.answer()
  expect(list.shown()).toBe(database.version)
  await clock.pass(60_000)
  expect(list.startedAt).toHaveLength(2)
})

test('only the queries under the key are fetched', async () => {
  const { change, clock, list, watch } = await shown()
  const other = watch(['list', 'b'])
  await settle()
  await other.answer()
  change('b')
  await clock.pass(1_000)
  expect(list.startedAt).toEqual([])
  expect(other.startedAt).toHaveLength(2)
})

test('a rule that throws is traced, and the events after it are routed', async () => {
  const { change, clock, list, realtime, trace } = await shown()
  realtime.emit({ type: 'BROKEN' })
  change('a')
  await clock.pass(100)
  expect(list.startedAt).toHaveLength(1)
  expect(trace.entries().find(({ what }) => what === 'rule failed')?.detail).toMatchObject({
    type: 'BROKEN',
  })
})

test('C4: going live again fetches what may have missed a change, exactly once', async () => {
  const { clock, database, list, source } = await shown()
  source.say({ type: 'lost', cause: { code: 'socket-closed', message: 'cut' } })
  await clock.pass(1_000)
  database.version += 1
  source.goLive()
  await clock.pass(10)
  await list.answer()
  await clock.pass(60_000)
  expect(list.shown()).toBe(database.version)
  expect(list.startedAt).toHaveLength(1)
})

test('two query clients are both kept fresh', async () => {
  const one = await shown()
  const two = world()
  const undo = one.realtime.attach(two.queryClient.getQueryCache())
  const other = two.watch(['list', 'a'])
  await settle()
  await other.answer()
  one.change('a')
  await one.clock.pass(100)
  expect([one.list.startedAt.length, other.startedAt.length]).toEqual([1, 2])
  undo()
})

test('R1: a fetch that started after the event but was cancelled shows nothing: it is made up for', async () => {
  const { change, clock, database, list, queryClient } = await shown()
  change('a')
  void queryClient.refetchQueries({ queryKey: ['list', 'a'] })
  await clock.pass(5)
  await queryClient.cancelQueries({ queryKey: ['list', 'a'] })
  await clock.pass(7_000)
  await list.answer()
  await list.answer()
  expect(list.shown()).toBe(database.version)
})

test('R1: the app’s own invalidation while we refetch is not lost', async () => {
  const { change, clock, database, list, queryClient } = await shown()
  change('a')
  await clock.pass(50)
  database.version += 1
  void queryClient.invalidateQueries({ queryKey: ['list'] }, { cancelRefetch: false })
  await list.answer()
  await clock.pass(100)
  await list.answer()
  expect(list.shown()).toBe(database.version)
})

test('R1: data set by hand does not pay what is owed', async () => {
  const { change, clock, list, queryClient } = await shown()
  list.unmount()
  change('a')
  await clock.pass(100)
  queryClient.setQueryData(['list', 'a'], 'by hand')
  expect(queryClient.getQueryState(['list', 'a'])?.isInvalidated).toBe(true)
})

test('of two holders of a cache one may leave: it stays fresh until both have', async () => {
  const { change, clock, list, queryClient, realtime } = await shown()
  const undo = realtime.attach(queryClient.getQueryCache())
  undo()
  undo()
  change('a')
  await clock.pass(100)
  expect(list.startedAt).toHaveLength(1)
})

test('C4: a cache that is attached while live catches up', async () => {
  const one = await shown()
  const two = world({ signedIn: false })
  const other = two.watch(['list', 'a'], { staleTime: Infinity })
  await settle()
  await other.answer()
  one.realtime.attach(two.queryClient.getQueryCache())
  await one.clock.pass(100)
  expect(other.startedAt).toHaveLength(2)
})

test('a first fetch that was cancelled while live is asked for again', async () => {
  const { clock, goLive, queryClient, watch } = world()
  goLive()
  const list = watch(['list', 'a'])
  await settle()
  await queryClient.cancelQueries({ queryKey: ['list', 'a'] })
  await clock.pass(7_000)
  expect(list.startedAt).toHaveLength(2)
})

test('after stop nothing is fetched and no timer is armed, also by what was under way', async () => {
  const { change, clock, list, realtime, source } = await shown()
  change('a')
  await clock.pass(100)
  change('a')
  await clock.pass(500)
  realtime.stop()
  await list.answer()
  realtime.emit({ type: 'LIST', list: 'a' })
  source.sayLate(1, { type: 'lost', cause: { code: 'channel-error', message: 'late' } })
  await clock.pass(1)
  expect(list.startedAt).toHaveLength(1)
  expect(source.openScopes()).toEqual([])
  // What is left is the scripted heartbeat of the source.
  expect(clock.pending()).toBe(1)
})

test('R4: the app’s own invalidation, which restarts our refetch, makes no third fetch', async () => {
  const { at, change, clock, database, list, queryClient } = await shown()
  change('a')
  await clock.pass(50)
  database.version += 1
  void queryClient.invalidateQueries({ queryKey: ['list'] })
  await clock.pass(50)
  await list.answer()
  await list.answer()
  await clock.pass(10_000)
  expect(list.startedAt).toEqual([at(20), at(50)])
  expect(list.shown()).toBe(database.version)
})

test('R1: an event during a refetch that the app has restarted is not lost', async () => {
  const { change, clock, database, list, queryClient } = await shown()
  change('a')
  await clock.pass(50)
  void queryClient.invalidateQueries({ queryKey: ['list'] })
  await clock.pass(50)
  change('a')
  await clock.pass(1_000)
  await list.answer()
  await list.answer()
  await clock.pass(1)
  await list.answer()
  expect(list.shown()).toBe(database.version)
  expect(list.startedAt).toHaveLength(3)
})

test('a timer that rings early flushes nothing yet, and traces nothing', async () => {
  const clock = manualClock()
  const early = {
    now: () => clock.now(),
    after: (ms: number, fn: () => void) => clock.after(ms === 20 ? 15 : ms, fn),
  }
  const trace = createTrace(clock)
  const { realtime } = world({ trace, realtime: { clock: early } })
  realtime.emit({ type: 'LIST', list: 'a' })
  const flushes = () => trace.entries().flatMap(({ at, what }) => (what === 'flush' ? [at] : []))
  await clock.pass(19)
  expect(flushes()).toEqual([])
  await clock.pass(100)
  expect(flushes()).toEqual([20])
})
