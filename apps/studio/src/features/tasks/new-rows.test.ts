import { expect, it } from 'vitest'
import { arrivals, type Shown } from './new-rows.ts'
import type { TaskGroup } from './task-groups.ts'
import { pendingTask } from './task.ts'

function shown(group: TaskGroup, ids: string, page = 1, total = ids.length): Shown {
  const items = Array.from(ids, id =>
    pendingTask({ id, project_id: 'p', params: { prompt: id } }, '2026-01-01T00:00:00Z'),
  )
  return { group, page, limit: 3, list: { items, total } }
}

it('nothing is new on first load, after a page turn, or in another group', () => {
  expect(arrivals(undefined, shown('Processing', 'ab'))).toEqual([])
  expect(arrivals(shown('Processing', 'abc', 1, 5), shown('Processing', 'de', 2, 5))).toEqual([])
  expect(arrivals(shown('Processing', 'ab'), shown('Failed', 'cd'))).toEqual([])
})

it('what a refetch brings is new', () => {
  expect(arrivals(shown('Processing', ''), shown('Processing', 'ab'))).toEqual(['a', 'b'])
  expect(arrivals(shown('Processing', 'a'), shown('Processing', 'ab'))).toEqual(['b'])
  expect(arrivals(shown('Succeeded', 'abc', 1, 9), shown('Succeeded', 'xab', 1, 10))).toEqual(['x'])
})

it('what only moves up from the page after, or down from the page before, is not', () => {
  const full = shown('Processing', 'abc', 1, 5)
  expect(arrivals(full, shown('Processing', 'bcd', 1, 4))).toEqual([])
  const second = shown('Succeeded', 'def', 2, 6)
  expect(arrivals(second, shown('Succeeded', 'cde', 2, 7))).toEqual([])
})
