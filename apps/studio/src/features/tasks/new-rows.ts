import { useState } from 'react'
import type { TaskGroup } from './task-groups.ts'
import type { TaskPage } from './task-lists.ts'

/** One page as it is on screen. */
export interface Shown {
  readonly group: TaskGroup
  /** From 1. */
  readonly page: number
  /** How many tasks a page has. */
  readonly limit: number
  readonly list: TaskPage
}

/**
 * The ids that a refetch has brought, as opposed to those that only moved: from a page before, from one
 * after, or because the page was turned.
 */
export function arrivals(before: Shown | undefined, now: Shown): readonly string[] {
  if (before === undefined || before.group !== now.group || before.page !== now.page) return []
  // What is processing grows at the end of the last page; what ended, at the top of the first.
  const grows =
    now.group === 'Processing' ? before.list.total <= before.page * before.limit : now.page === 1
  if (!grows) return []
  const seen = new Set(before.list.items.map(({ id }) => id))
  return now.list.items.filter(({ id }) => !seen.has(id)).map(({ id }) => id)
}

interface Memory {
  readonly shown: Shown
  readonly fresh: readonly string[]
}

const NONE: readonly string[] = []

/** The ids that came with the last change of the list. `undefined`: nothing is on screen yet. */
export function useArrivals(now: Shown | undefined): readonly string[] {
  const [memory, setMemory] = useState<Memory>()
  if (now !== undefined && memory?.shown.list !== now.list) {
    setMemory({ shown: now, fresh: arrivals(memory?.shown, now) })
  }
  return memory?.fresh ?? NONE
}
