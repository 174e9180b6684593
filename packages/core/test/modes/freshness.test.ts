import { expect, test } from 'vitest'
import { world } from '../world.ts'

test('P1: the screen is as fresh as the oldest fetch among the covered queries on it', () => {
  const { queryClient, realtime, watch } = world()
  expect(realtime.freshAsOf()).toBeUndefined()
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
  expect(realtime.freshAsOf()).toBe(3_000)
})
