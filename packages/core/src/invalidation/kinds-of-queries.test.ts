import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import {
  InfiniteQueryObserver,
  onlineManager,
  QueryClient,
  QueryObserver,
  skipToken,
} from '@tanstack/query-core'
import { afterEach, expect, test } from 'vitest'
import { shown } from '../../test/shown.ts'
import { world } from '../../test/world.ts'
import { settle } from '../testing/index.ts'

afterEach(() => onlineManager.setOnline(true))

test('R1, R4: a fetch that is paused while offline shows an event of that time, without a second fetch', async () => {
  const { change, clock, database, list, queryClient } = await shown()
  onlineManager.setOnline(false)
  void queryClient.refetchQueries({ queryKey: ['list', 'a'] })
  await clock.pass(10)
  expect(queryClient.getQueryState(['list', 'a'])?.fetchStatus).toBe('paused')
  change('a')
  await clock.pass(1_000)
  expect(list.startedAt).toEqual([])
  onlineManager.setOnline(true)
  queryClient.getQueryCache().onOnline()
  await clock.pass(10)
  await list.answer()
  await clock.pass(10_000)
  expect(list.shown()).toBe(database.version)
  expect(list.startedAt).toHaveLength(1)
})

test('R1: a disabled query with data is marked stale by an event, and fetched when it is enabled', async () => {
  const { change, clock, goLive, queryClient } = world()
  goLive()
  queryClient.setQueryData(['list', 'a'], 'old')
  let fetches = 0
  const queryKey = ['list', 'a']
  const observer = new QueryObserver(queryClient, {
    queryKey,
    queryFn: skipToken,
    staleTime: Infinity,
  })
  observer.subscribe(() => undefined)
  change('a')
  await clock.pass(60_000)
  expect(queryClient.getQueryState(queryKey)?.isInvalidated).toBe(true)
  observer.setOptions({ queryKey, queryFn: () => `new ${(fetches += 1)}`, staleTime: Infinity })
  await clock.pass(100)
  expect([fetches, observer.getCurrentResult().data]).toEqual([1, 'new 1'])
})

test('R1: a query that asks for static data is left alone', async () => {
  const { change, clock, goLive, watch } = world()
  goLive()
  const list = watch(['list', 'a'], { staleTime: 'static' })
  await settle()
  await list.answer()
  change('a')
  await clock.pass(60_000)
  expect(list.startedAt).toHaveLength(1)
})

test('R1, R5: an event refetches all pages of an infinite query, also when it comes while the next page loads', async () => {
  const { change, clock, database, goLive, queryClient } = world()
  goLive()
  const open: (() => void)[] = []
  const observer = new InfiniteQueryObserver(queryClient, {
    queryKey: ['list', 'a'],
    initialPageParam: 0,
    getNextPageParam: (_, __, page) => page + 1,
    queryFn: ({ pageParam }) => {
      const { version } = database
      return new Promise<string>(resolve =>
        open.push(() => resolve(`page ${pageParam} of version ${version}`)),
      )
    },
  })
  observer.subscribe(() => undefined)
  const answer = async (): Promise<void> => {
    open.shift()?.()
    await clock.pass(1)
  }
  await answer()
  await clock.pass(2_000)
  void observer.fetchNextPage()
  change('a')
  await clock.pass(100)
  await answer()
  expect(observer.getCurrentResult().data?.pages).toEqual([
    'page 0 of version 1',
    'page 1 of version 1',
  ])
  for (let page = 0; page < 2; page += 1) await answer()
  await clock.pass(10_000)
  expect(observer.getCurrentResult().data?.pages).toEqual([
    'page 0 of version 2',
    'page 1 of version 2',
  ])
  expect(open).toEqual([])
})

test('R7: the next page of a held infinite query is not loaded over what is dragged', async () => {
  const { clock, goLive, queryClient, realtime } = world()
  goLive()
  let fetches = 0
  const observer = new InfiniteQueryObserver(queryClient, {
    queryKey: ['list', 'a'],
    initialPageParam: 0,
    getNextPageParam: (_, __, page) => page + 1,
    queryFn: async ({ pageParam }) => {
      fetches += 1
      return `page ${pageParam}`
    },
  })
  observer.subscribe(() => undefined)
  await clock.pass(2_000)
  const release = realtime.hold(['list', 'a'])
  queryClient.setQueryData(['list', 'a'], { pages: ['dragged'], pageParams: [0] })
  void observer.fetchNextPage()
  await clock.pass(1_000)
  expect(observer.getCurrentResult().data?.pages).toEqual(['dragged'])
  release()
  await clock.pass(1_000)
  expect(observer.getCurrentResult().data?.pages).toEqual(['page 0'])
  expect(fetches).toBe(3)
})

test('R1, R4: a query that is mounted right after an event is fetched once', async () => {
  const { change, clock, database, watch } = await shown()
  change('b')
  await clock.pass(5)
  const late = watch(['list', 'b'])
  await clock.pass(5)
  await late.answer()
  await clock.pass(10_000)
  expect(late.startedAt).toHaveLength(1)
  expect(late.shown()).toBe(database.version)
})

test('R1: cached data that is mounted right after an event is fetched, however fresh it claims to be', async () => {
  const { at, change, clock, queryClient, watch } = await shown()
  queryClient.setQueryData(['list', 'b'], 'cached')
  change('b')
  await clock.pass(5)
  const late = watch(['list', 'b'], { staleTime: Infinity })
  await clock.pass(100)
  expect(late.startedAt).toEqual([at(20)])
})

test('R1, R4: a query with a refetchInterval of its own is refetched on an event at once, and once', async () => {
  const { change, clock, database, goLive, watch } = world()
  goLive()
  const list = watch(['list', 'a'], { refetchInterval: 60_000 })
  await settle()
  await list.answer()
  await clock.pass(2_000)
  change('a')
  await clock.pass(100)
  await list.answer()
  await clock.pass(30_000)
  expect(list.startedAt).toEqual([0, 2_020])
  expect(list.shown()).toBe(database.version)
})

test('R1, R4: a refetch that finds nothing new keeps the data that is shown, and asks no more', async () => {
  const { clock, goLive, queryClient, realtime } = world()
  goLive()
  let fetches = 0
  const results: unknown[] = []
  const observer = new QueryObserver(queryClient, {
    queryKey: ['list', 'a'],
    queryFn: async () => {
      fetches += 1
      return [{ id: 1, tags: ['x'] }]
    },
  })
  observer.subscribe(({ data }) => results.push(data))
  await clock.pass(2_000)
  realtime.emit({ type: 'LIST', list: 'a' })
  await clock.pass(60_000)
  expect(fetches).toBe(2)
  expect(new Set(results.filter(data => data !== undefined)).size).toBe(1)
})

test('R1: a query that is removed while it is fetched is not fetched again, and its successor is kept fresh', async () => {
  const { change, clock, database, list, queryClient, watch } = await shown()
  list.unmount()
  const first = watch(['list', 'b'])
  await clock.pass(5)
  change('b')
  first.unmount()
  queryClient.removeQueries({ queryKey: ['list', 'b'] })
  await clock.pass(100)
  await first.answer()
  await clock.pass(10_000)
  expect(first.startedAt).toHaveLength(1)
  const next = watch(['list', 'b'])
  await clock.pass(5)
  change('b')
  await clock.pass(100)
  await next.answer()
  await clock.pass(100)
  await next.answer()
  expect(next.shown()).toBe(database.version)
})

test('R1: a client that is cleared and unmounted under us stops nothing', async () => {
  const { change, clock, list, queryClient, realtime } = await shown()
  const other = new QueryClient()
  realtime.attach(other.getQueryCache())
  const answers: (() => void)[] = []
  void other.prefetchQuery({
    queryKey: ['list', 'a'],
    queryFn: () => new Promise(resolve => answers.push(() => resolve(1))),
  })
  change('a')
  other.clear()
  other.unmount()
  await clock.pass(100)
  answers[0]?.()
  await clock.pass(100)
  expect(list.startedAt).toHaveLength(1)
  expect(answers).toHaveLength(1)
  await list.answer()
  queryClient.clear()
  change('a')
  await clock.pass(10_000)
  expect(list.startedAt).toHaveLength(1)
})

test('R1: an event touches by objects in keys what invalidateQueries would', async () => {
  const w = world({
    realtime: {
      rules: { LIST: ({ list }) => [['list', { of: list, filter: undefined }]], BROKEN: () => [] },
    },
  })
  w.goLive()
  const plain = w.watch(['list', { page: 2, of: 'a' }, 'more'])
  const filtered = w.watch(['list', { of: 'a', filter: 'x' }])
  await settle()
  await plain.answer()
  await filtered.answer()
  await w.clock.pass(2_000)
  w.change('a')
  await w.clock.pass(100)
  expect([plain.startedAt.length, filtered.startedAt.length]).toEqual([2, 1])
})

test('C4, R3: catch-up waits for its share of the spread, and fetches only what is older than the proof', async () => {
  const w = world({ random: 0.25, realtime: { windows: { spreadMs: 4_000 } } })
  const a = w.watch(['list', 'a'])
  const b = w.watch(['list', 'b'])
  await settle()
  await a.answer()
  await b.answer()
  w.goLive()
  const provedAt = w.clock.now()
  await w.clock.pass(500)
  void w.queryClient.refetchQueries({ queryKey: ['list', 'b'] })
  await w.clock.pass(10)
  await b.answer()
  await w.clock.pass(3_000)
  expect(a.startedAt.slice(1)).toEqual([provedAt + 1_000])
  expect(b.startedAt.slice(1)).toEqual([provedAt + 500])
})

test('R1: no query is kept alive after it has left the cache', async () => {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  const { change, clock, goLive, queryClient, realtime } = world()
  goLive()
  const left = await (async (): Promise<WeakRef<object>> => {
    const queryKey = ['list', 'a']
    const release = realtime.hold(queryKey)
    await queryClient.prefetchQuery({ queryKey, queryFn: () => ({ some: 'data' }) })
    change('a')
    await clock.pass(1_000)
    release()
    const query = queryClient.getQueryCache().find({ queryKey })
    if (query === undefined) throw new Error('it was never cached')
    queryClient.removeQueries({ queryKey })
    return new WeakRef(query)
  })()
  await clock.pass(1_000)
  await new Promise(resolve => setImmediate(resolve))
  gc()
  expect(left.deref()).toBeUndefined()
})
