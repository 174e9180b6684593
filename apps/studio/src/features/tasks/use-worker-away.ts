import { useState } from 'react'
import { useNow } from '../../ui/now.ts'
import type { Task } from './task.ts'
import { useTasks } from './use-tasks.ts'

const PATIENCE_MS = 20_000
/** A queue that moves has another head by then, even when the head itself has waited for long. */
const HEAD_STAYS_MS = 5_000

interface Head {
  readonly id: string
  readonly since: number
}

/**
 * Whether tasks wait and nobody takes them: the first has been queued for 20 s, none is being made, and
 * the first was the same for 5 s (in between two tasks of a busy worker none is being made either).
 */
export function useWorkerAway(projectId: string): boolean {
  const { data } = useTasks({ projectId, group: 'Processing', page: 1 })
  const first = data?.items[0]
  const waiting = first?.status === 'Queued' ? first : undefined
  const now = useNow('second')
  const [head, setHead] = useState<Head>()
  if (waiting?.id !== head?.id) {
    setHead(waiting && { id: waiting.id, since: now })
  }
  return waiting !== undefined && head !== undefined && isStuck(waiting, head.since, now)
}

function isStuck(waiting: Task, headSince: number, now: number): boolean {
  const queuedFor = now - Date.parse(waiting.createdAt)
  return queuedFor >= PATIENCE_MS && now - headSince >= HEAD_STAYS_MS
}
