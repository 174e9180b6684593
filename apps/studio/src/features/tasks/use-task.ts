import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { supabase } from '@/integrations/supabase/client'
import { useResurrectionPolling } from '@/shared/hooks/useResurrectionPolling'
import { subtasksKey, taskKey, type TaskStatus } from '@/shared/lib/queryKeys'
import { numberAt } from '../../data/json.ts'
import { unwrap } from '../../data/request-error.ts'
import { PARENT_REF } from './use-tasks.ts'

/** What the list does not say of a task. */
export interface TaskDetails {
  readonly seed: number | undefined
  /** How often a worker has begun it. */
  readonly attempts: number
  readonly workerId: string | undefined
}

async function fetchTask(taskId: string, signal: AbortSignal): Promise<TaskDetails | null> {
  const row = unwrap(
    await supabase
      .from('tasks')
      .select('params, attempts, worker_id')
      .eq('id', taskId)
      .abortSignal(signal)
      .maybeSingle(),
  )
  return (
    row && {
      seed: numberAt(row.params, 'seed'),
      attempts: row.attempts,
      workerId: row.worker_id ?? undefined,
    }
  )
}

/** The details of one task; null when it is gone. */
export function useTask(taskId: string): UseQueryResult<TaskDetails | null> {
  return useQuery({
    queryKey: taskKey(taskId),
    queryFn: ({ signal }) => fetchTask(taskId, signal),
    refetchInterval: useResurrectionPolling(),
  })
}

/** A step of a film. */
export interface Subtask {
  readonly id: string
  readonly type: string
  readonly status: TaskStatus
  readonly error: string | undefined
}

const MOST_SUBTASKS = 500

async function fetchSubtasks(taskId: string, signal: AbortSignal): Promise<Subtask[]> {
  const rows = unwrap(
    await supabase
      .from('tasks')
      .select('id, task_type, status, error_message')
      .eq(PARENT_REF, taskId)
      .order('created_at')
      .order('params->index')
      .order('id')
      .limit(MOST_SUBTASKS)
      .abortSignal(signal),
  )
  return rows.map(row => ({
    id: row.id,
    type: row.task_type,
    status: row.status,
    error: row.error_message ?? undefined,
  }))
}

/** The steps of a film in their order, 500 at most. */
export function useSubtasks(taskId: string): UseQueryResult<Subtask[]> {
  return useQuery({
    queryKey: subtasksKey(taskId),
    queryFn: ({ signal }) => fetchSubtasks(taskId, signal),
    refetchInterval: useResurrectionPolling(),
  })
}
