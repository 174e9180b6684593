import { hashKey, hydrate, type DehydratedState } from '@tanstack/query-core'
import { expect, test } from 'vitest'
import { world } from '../../test/world.ts'

/** What a server, or an earlier session, has fetched of ['list', 'a'] at this time. */
function fetchedAt(dataUpdatedAt: number): DehydratedState {
  const queryKey = ['list', 'a']
  const state = {
    data: 'old',
    dataUpdatedAt,
    dataUpdateCount: 1,
    error: null,
    errorUpdateCount: 0,
    errorUpdatedAt: 0,
    fetchFailureCount: 0,
    fetchFailureReason: null,
    fetchMeta: null,
    isInvalidated: false,
    status: 'success',
    fetchStatus: 'idle',
  } as const
  const query = { queryKey, queryHash: hashKey(queryKey), state, dehydratedAt: dataUpdatedAt }
  return { mutations: [], queries: [query] }
}

/** Live since 1000 ms, and now it is 3000 ms. */
async function live() {
  const w = world()
  await w.clock.pass(1_000)
  w.goLive()
  await w.clock.pass(2_000)
  return w
}

const fresh = { staleTime: Infinity }

test('C4: data that comes into the cache while live, but was fetched before, is fetched once more', async () => {
  const { clock, queryClient, watch } = await live()
  hydrate(queryClient, fetchedAt(500))
  const list = watch(['list', 'a'], fresh)
  await clock.pass(100)
  expect(list.startedAt).toEqual([3_000])
  await list.answer()
  await clock.pass(60_000)
  expect(list.startedAt).toEqual([3_000])
})

test('C4: the same for a query that waited for that data', async () => {
  const { clock, queryClient, watch } = await live()
  const waiting = watch(['list', 'a'], { ...fresh, enabled: false })
  hydrate(queryClient, fetchedAt(500))
  await clock.pass(0)
  waiting.unmount()
  expect(queryClient.getQueryState(['list', 'a'])?.isInvalidated).toBe(true)
  const list = watch(['list', 'a'], fresh)
  await clock.pass(100)
  expect(list.startedAt).toEqual([3_000])
})

test('C4: what was fetched after the entry into live, and what no family covers, is taken as it comes', async () => {
  const { clock, queryClient, watch } = await live()
  hydrate(queryClient, fetchedAt(2_000))
  const list = watch(['list', 'a'], fresh)
  await clock.pass(60_000)
  expect(list.startedAt).toEqual([])
})

test('R1: data that was fetched before an event, and comes into the cache after it, is fetched once more', async () => {
  const { clock, queryClient, realtime, watch } = await live()
  // The page of the next list was rendered on a server at 2900 ms; here it arrives at 3200 ms.
  realtime.emit({ type: 'LIST', list: 'a' })
  await clock.pass(200)
  hydrate(queryClient, fetchedAt(2_900))
  const list = watch(['list', 'a'], fresh)
  await clock.pass(100)
  expect(list.startedAt).toEqual([3_200])
  await list.answer()
  await clock.pass(60_000)
  expect(list.startedAt).toEqual([3_200])
})

test('R1: such a fetch was caused by the flush of that event, not by the catch-up before it', async () => {
  const { clock, queryClient, realtime, trace, watch } = await live()
  realtime.emit({ type: 'LIST', list: 'a' })
  await clock.pass(200)
  hydrate(queryClient, fetchedAt(2_900))
  watch(['list', 'a'], fresh)
  await clock.pass(100)
  const fetch = trace.entries().findLast(({ what }) => what === 'fetch')
  const flush = trace.entries().find(({ what }) => what === 'flush')
  expect(fetch).toMatchObject({ causes: [flush?.id], detail: { why: 'flush' } })
})

test('R1: a fetch elsewhere that had begun before an event, and ended after it, is made once more', async () => {
  const { clock, queryClient, realtime, watch } = await live()
  realtime.emit({ type: 'LIST', list: 'a' })
  await clock.pass(700)
  // The server asked at 2900 ms, and had its answer, without the change of 3000 ms, at 3600 ms.
  hydrate(queryClient, fetchedAt(3_600))
  const list = watch(['list', 'a'], fresh)
  await clock.pass(100)
  expect(list.startedAt).toEqual([3_700])
  await list.answer()
  await clock.pass(60_000)
  expect(list.startedAt).toEqual([3_700])
})

test('R1: one that ended long after the event is taken as it comes', async () => {
  const { clock, queryClient, realtime, watch } = await live()
  realtime.emit({ type: 'LIST', list: 'a' })
  await clock.pass(1_500)
  hydrate(queryClient, fetchedAt(4_100))
  const list = watch(['list', 'a'], fresh)
  await clock.pass(60_000)
  expect(list.startedAt).toEqual([])
})

test('R1: what was fetched after the event, or is of another list, is taken as it comes', async () => {
  const { clock, queryClient, realtime, watch } = await live()
  realtime.emit({ type: 'LIST', list: 'b' })
  await clock.pass(200)
  hydrate(queryClient, fetchedAt(2_900))
  const list = watch(['list', 'a'], fresh)
  await clock.pass(60_000)
  expect(list.startedAt).toEqual([])
})
