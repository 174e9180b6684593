import { useOptimisticMutation } from '@everfresh/react'
import { supabase } from '@/integrations/supabase/client'
import type { TaskStatus } from '@/shared/lib/queryKeys'
import { explain, unwrap } from '../../data/request-error.ts'
import { withinLimit } from '../../data/time-limit.ts'
import { useNotify } from '../../ui/notices.tsx'
import { statusesOf } from './task-groups.ts'
import { taskListKeys, withAllCancelled, withCancelled } from './task-lists.ts'
import type { Task } from './task.ts'
import { useCreateTasks } from './use-create-tasks.ts'
import { PARENT_REF } from './use-tasks.ts'

const now = (): string => new Date().toISOString()

interface CancelOne {
  readonly task: Task
  readonly at: string
}

/** Resolves to the status of the task when it was too late: only the database knows who was first. */
async function cancelOne({ task }: CancelOne): Promise<TaskStatus | 'cancelled now'> {
  const [cancelled] = unwrap(
    await supabase
      .from('tasks')
      .update({ status: 'Cancelled' })
      .eq('id', task.id)
      .in('status', statusesOf.Processing)
      .select('id')
      .abortSignal(withinLimit()),
  )
  if (cancelled !== undefined) return 'cancelled now'
  const [found] = unwrap(
    await supabase.from('tasks').select('status').eq('id', task.id).abortSignal(withinLimit()),
  )
  return found?.status ?? 'Cancelled'
}

/** Cancels a task: shown at once, decided by the database, which may have been faster. */
export function useCancel(projectId: string): (task: Task) => void {
  const notify = useNotify()
  const { mutate } = useOptimisticMutation({
    networkMode: 'always',
    mutationFn: cancelOne,
    touches: taskListKeys(projectId),
    patch: (data, { task, at }, queryKey) => withCancelled(task, at)(data, queryKey),
    onSuccess: status => {
      if (status === 'Complete') notify('bad', 'Too late to cancel: it was already done.')
      if (status === 'Failed') notify('bad', 'Too late to cancel: it had already failed.')
    },
    onError: error => notify('bad', `Nothing was cancelled. ${explain(error)}`),
  })
  return task => mutate({ task, at: now() })
}

/** Resolves to how many of the ids were too late. */
async function cancelAll(projectId: string, ids: readonly string[]): Promise<number> {
  const cancelled = unwrap(
    await supabase
      .from('tasks')
      .update({ status: 'Cancelled' })
      .eq('project_id', projectId)
      .is(PARENT_REF, null)
      .in('status', statusesOf.Processing)
      .select('id')
      .abortSignal(withinLimit()),
  )
  const done = new Set(cancelled.map(({ id }) => id))
  return ids.filter(id => !done.has(id)).length
}

/** Cancels every open task of a project, also those that this tab has not heard of; `ids` are those it has. */
export function useCancelAll(projectId: string): (ids: readonly string[]) => void {
  const notify = useNotify()
  const { mutate } = useOptimisticMutation({
    networkMode: 'always',
    mutationFn: (ids: readonly string[]) => cancelAll(projectId, ids),
    touches: taskListKeys(projectId),
    patch: (data, ids, queryKey) => withAllCancelled(ids)(data, queryKey),
    onSuccess: (late, { length }) => {
      if (late > 0)
        notify('bad', `${length - late} of ${length} were cancelled. The rest had already ended.`)
    },
    onError: error => notify('bad', `Nothing was cancelled. ${explain(error)}`),
  })
  return mutate
}

/** Asks for the same as a task that failed or was cancelled: a new task, with the same seed. */
export function useTryAgain(projectId: string): (task: Task) => void {
  const notify = useNotify()
  const create = useCreateTasks({
    onSuccess: () => notify('good', 'Asked for again.'),
    onError: error => notify('bad', `It was not asked for again. ${explain(error)}`),
  })
  return ({ type, params }) =>
    create({
      projectId,
      tasks: [{ id: crypto.randomUUID(), project_id: projectId, task_type: type, params }],
      at: now(),
    })
}
