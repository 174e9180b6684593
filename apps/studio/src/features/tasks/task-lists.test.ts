import { describe, expect, it } from 'vitest'
import { taskStatusCountsKey, tasksPaginatedKey } from '@/shared/lib/queryKeys'
import { statusesOf, type TaskGroup } from './task-groups.ts'
import { type TaskPage, withAdded, withAllCancelled, withCancelled } from './task-lists.ts'
import { pendingTask, type Task } from './task.ts'

const pending = (id: string): Task =>
  pendingTask({ id, project_id: 'p', params: { prompt: id } }, '2026-01-01T00:00:00Z')
const queued = (id: string): Task => ({ ...pending(id), pending: false })
const page = (total: number, ...ids: string[]): TaskPage => ({ items: ids.map(queued), total })
const key = (group: TaskGroup, at = 1, limit = 3) =>
  tasksPaginatedKey('p', at, limit, statusesOf[group])
const idsOf = (data: unknown): readonly string[] => (data as TaskPage).items.map(({ id }) => id)
const tally = { open: ['a', 'b'], succeeded: 5, failed: 1 }
const counts = taskStatusCountsKey('p')

describe('tasks on their way', () => {
  it('stand at the end of what is processing, once, and are counted', () => {
    const patch = withAdded([pending('x'), pending('y')])
    const patched = patch(page(1, 'a'), key('Processing'))
    expect(idsOf(patched)).toEqual(['a', 'x', 'y'])
    expect(patched).toMatchObject({ total: 3 })
    expect(patch(tally, counts)).toEqual({ ...tally, open: ['a', 'b', 'x', 'y'] })
  })

  it('give way to the real rows, in the lists and in the counts', () => {
    const patch = withAdded([pending('x'), pending('y')])
    const there = page(2, 'x', 'y')
    expect(patch(there, key('Processing'))).toBe(there)
    const counted = { ...tally, open: ['x', 'y'] }
    expect(patch(counted, counts)).toBe(counted)
  })

  it('stand on the page where they will be', () => {
    const patch = withAdded([pending('x'), pending('y')])
    expect(idsOf(patch(page(2, 'a', 'b'), key('Processing')))).toEqual(['a', 'b', 'x'])
    expect(idsOf(patch(page(2), key('Processing', 2)))).toEqual(['y'])
    expect(patch(page(4, 'a', 'b', 'c'), key('Processing'))).toMatchObject({ total: 6 })
    expect(idsOf(patch(page(4, 'd'), key('Processing', 2)))).toEqual(['d', 'x', 'y'])
  })

  it('are not in the other groups, and nowhere before a list is known', () => {
    const done = page(1, 'a')
    expect(withAdded([pending('x')])(done, key('Succeeded'))).toBe(done)
    expect(withAdded([pending('x')])(undefined, key('Processing'))).toBeUndefined()
  })
})

describe('tasks that are being cancelled', () => {
  const patch = withCancelled(queued('a'), '2026-01-02T00:00:00Z')

  it('leave what is processing and stand first among what failed, in the counts too', () => {
    expect(patch(page(2, 'a', 'b'), key('Processing'))).toEqual(page(1, 'b'))
    const failed = patch(page(3, 'f', 'g', 'h'), key('Failed')) as TaskPage
    expect(idsOf(failed)).toEqual(['a', 'f', 'g'])
    expect(failed.total).toBe(4)
    expect(failed.items[0]).toMatchObject({ status: 'Cancelled', endedAt: '2026-01-02T00:00:00Z' })
    expect(patch(tally, counts)).toEqual({ open: ['b'], succeeded: 5, failed: 2 })
  })

  it('move nothing twice', () => {
    const failed = page(1, 'a')
    expect(patch(failed, key('Failed'))).toBe(failed)
    const open = page(1, 'b')
    expect(patch(open, key('Processing'))).toBe(open)
    const moved = { ...tally, open: ['b'] }
    expect(patch(moved, counts)).toBe(moved)
  })

  it('are all that the database has, and not those still on their way', () => {
    const open = withAdded([pending('x')])(page(2, 'a', 'b'), key('Processing', 1, 50))
    const all = withAllCancelled(['a', 'b'])
    const left = all(open, key('Processing', 1, 50))
    expect(idsOf(left)).toEqual(['x'])
    expect(left).toMatchObject({ total: 1 })
    expect(all(tally, counts)).toEqual({ open: [], succeeded: 5, failed: 3 })
  })
})
