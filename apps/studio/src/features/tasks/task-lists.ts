import {
  taskStatusCountsKey,
  type tasksPaginatedKey,
  tasksPaginatedPrefix,
} from '@/shared/lib/queryKeys'
import { keeping, type Listed } from '../../data/listed.ts'
import { groupOf, type TaskGroup } from './task-groups.ts'
import type { Task } from './task.ts'

/** One page of the tasks of a group, and how many the group has on all pages. */
export type TaskPage = Listed<Task>

/** What the counts are made of. The open ones by their ids, so that none is counted twice. */
export interface TaskTally {
  readonly open: readonly string[]
  readonly succeeded: number
  readonly failed: number
}

/** The queries that know a project's tasks: what {@link TaskPatch}es are for. */
export const taskListKeys = (projectId: string) => [
  tasksPaginatedPrefix(projectId),
  taskStatusCountsKey(projectId),
]

/** What people change in the tasks before the database has it. Pure; other data comes back as it is. */
type TaskPatch = (data: unknown, queryKey: readonly unknown[]) => unknown

interface ListPlace {
  readonly group: TaskGroup | undefined
  /** Where the page begins, from 0. */
  readonly first: number
  readonly limit: number
}

/** Adds tasks that are on their way at the end of what is processing, and to its count. */
export function withAdded(added: readonly Task[]): TaskPatch {
  return patchOf({
    tally: tally => {
      const missing = lacking(tally.open, added)
      return missing.length === 0
        ? tally
        : { ...tally, open: [...tally.open, ...missing.map(({ id }) => id)] }
    },
    page: (page, { group, first, limit }) => {
      if (group !== 'Processing') return page
      const missing = lacking(idsOf(page), added)
      if (missing.length === 0) return page
      const [from, to] = [first - page.total, first + limit - page.total]
      const here = missing.slice(Math.max(0, from), Math.max(0, to))
      return { items: [...page.items, ...here], total: page.total + missing.length }
    },
  })
}

/** Moves a task from what is processing to what is cancelled. `at`: an ISO date. */
export function withCancelled(task: Task, at: string): TaskPatch {
  const gone = new Set([task.id])
  return patchOf({
    tally: tally => closing(tally, gone),
    page: (page, { group, first, limit }) => {
      if (group === 'Processing') return without(page, gone)
      if (group !== 'Failed' || idsOf(page).includes(task.id)) return page
      const ended: Task = { ...task, status: 'Cancelled', endedAt: at }
      const items = first === 0 ? [ended, ...page.items].slice(0, limit) : page.items
      return { items, total: page.total + 1 }
    },
  })
}

/** Takes tasks of every page from what is processing. */
export function withAllCancelled(ids: readonly string[]): TaskPatch {
  const gone = new Set(ids)
  return patchOf({
    tally: tally => closing(tally, gone),
    page: (page, { group }) => {
      if (group !== 'Processing') return page
      const { items } = without(page, gone)
      if (items.length === page.items.length) return page
      return { items, total: Math.max(items.length, page.total - gone.size) }
    },
  })
}

const idsOf = (page: TaskPage): readonly string[] => page.items.map(({ id }) => id)

function lacking(ids: readonly string[], tasks: readonly Task[]): readonly Task[] {
  const known = new Set(ids)
  return tasks.filter(({ id }) => !known.has(id))
}

function closing(tally: TaskTally, gone: ReadonlySet<string>): TaskTally {
  const open = tally.open.filter(id => !gone.has(id))
  const closed = tally.open.length - open.length
  return closed === 0 ? tally : { ...tally, open, failed: tally.failed + closed }
}

function without(page: TaskPage, gone: ReadonlySet<string>): TaskPage {
  return keeping(page, ({ id }) => !gone.has(id))
}

interface Parts {
  readonly tally: (tally: TaskTally) => TaskTally
  readonly page: (page: TaskPage, place: ListPlace) => TaskPage
}

/** The two kinds of query that know a project's tasks, told apart by their keys. */
function patchOf(parts: Parts): TaskPatch {
  return (data, queryKey) => {
    if (data === undefined) return data
    if (queryKey[0] === taskStatusCountsKey('')[0]) return parts.tally(data as TaskTally)
    const [, , , page, limit, statuses] = queryKey as ReturnType<typeof tasksPaginatedKey>
    const place = { group: groupOf(statuses), first: (page - 1) * limit, limit }
    return parts.page(data as TaskPage, place)
  }
}
