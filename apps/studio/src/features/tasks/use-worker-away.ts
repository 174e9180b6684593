import { useState } from 'react'
import { useNow } from '../../ui/now.ts'
import { isFilm, type Task } from './task.ts'
import { useTasks } from './use-tasks.ts'

const PATIENCE_MS = 20_000
/** A queue that moves has another head by then, even when the head itself has waited for long. */
const HEAD_STAYS_MS = 5_000

interface Head {
  readonly id: string
  readonly since: number
}

/**
 * Whether nobody works on the tasks: the first, waiting or begun, has been so for 20 s and was the same
 * for 5 s. A worker that died leaves the task it had begun at the head.
 */
export function useWorkerAway(projectId: string): boolean {
  const { data } = useTasks({ projectId, group: 'Processing', page: 1 })
  // A film that was begun waits for its steps, held by no worker.
  const first = data?.items.find(task => task.status === 'Queued' || !isFilm(task))
  const now = useNow('second')
  const [head, setHead] = useState<Head>()
  if (first?.id !== head?.id) {
    setHead(first && { id: first.id, since: now })
  }
  return first !== undefined && head !== undefined && isStuck(first, head.since, now)
}

function isStuck(first: Task, headSince: number, now: number): boolean {
  const since = first.status === 'Queued' ? first.createdAt : first.startedAt
  if (since === undefined) return false
  return now - Date.parse(since) >= PATIENCE_MS && now - headSince >= HEAD_STAYS_MS
}
