import { expect, test } from 'vitest'
import { settle } from '../../src/testing/index.ts'
import { world } from '../world.ts'

test('P1: the screen is as fresh as the oldest fetch among the covered queries on it', async () => {
  const { clock, queryClient, realtime, watch } = world()
  expect(realtime.freshAsOf.current).toBeUndefined()
  const put = (key: readonly string[], updatedAt: number) =>
    queryClient.setQueryData(key, 'rows', { updatedAt })
  put(['list', 'not on screen'], 1)
  put(['settings', 'not covered'], 2)
  for (const [name, updatedAt] of [
    ['old', 3_000],
    ['new', 4_000],
  ] as const) {
    put(['list', name], updatedAt)
    watch(['list', name], { staleTime: Infinity })
  }
  watch(['list', 'never fetched'])
  watch(['settings', 'not covered'], { staleTime: Infinity })
  await clock.pass(100)
  expect(realtime.freshAsOf.current).toBe(3_000)
})

test('P1: data is as old as the start of its fetch, and putting it in by hand does not make it younger', async () => {
  const { clock, queryClient, realtime, watch } = world()
  clock.advance(10_000)
  const list = watch(['list', 'a'])
  await clock.pass(700)
  await list.answer()
  await clock.pass(1_000)
  queryClient.setQueryData(['list', 'a'], 'optimistic')
  await clock.pass(1_000)
  expect(realtime.freshAsOf.current).toBe(10_000)
})

test('P1: a failed refetch, and events in plenty, tell nobody of freshness; a fetch tells once', async () => {
  const { change, clock, goLive, realtime, watch } = world()
  const list = watch(['list', 'a'])
  await list.answer()
  await clock.pass(1_000)
  const told: (number | undefined)[] = []
  realtime.freshAsOf.subscribe(() => told.push(realtime.freshAsOf.current))
  goLive()
  await clock.pass(100)
  await list.fail()
  for (let i = 0; i < 20; i += 1) change('elsewhere')
  await clock.pass(600)
  expect(told).toEqual([])
  const askedAt = clock.now()
  change('a')
  await clock.pass(1_000)
  await list.answer()
  await settle()
  await clock.pass(100)
  expect(told).toHaveLength(1)
  expect(told[0]).toBeGreaterThanOrEqual(askedAt)
})
