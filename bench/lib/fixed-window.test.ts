import { QueryClient } from '@tanstack/query-core'
import { expect, test, vi } from 'vitest'
import { manualClock } from '../../packages/core/src/testing/index.ts'
import { fixedWindow } from './fixed-window.mjs'

test('the fixed window invalidates each list once, 500 ms after the first event, and starts anew', () => {
  const clock = manualClock()
  const queryClient = new QueryClient()
  const invalidated: unknown[] = []
  vi.spyOn(queryClient, 'invalidateQueries').mockImplementation(async filters => {
    invalidated.push([clock.now(), filters?.queryKey])
  })
  const { hear } = fixedWindow({ clock, queryClient })
  for (const [at, list] of [
    [0, 'a'],
    [10, 'b'],
    [499, 'a'],
    [600, 'a'],
  ] as const)
    clock.after(at, () => hear(list))
  clock.advance(5_000)
  expect(invalidated).toEqual([
    [500, ['list', 'a']],
    [500, ['list', 'b']],
    [1_100, ['list', 'a']],
  ])
})
