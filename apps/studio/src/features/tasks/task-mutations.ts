import { useMutation, useMutationState, useQueryClient } from '@tanstack/react-query'
import { supabase } from '@/integrations/supabase/client'
import { taskStatusCountsKey, tasksPaginatedPrefix } from '@/shared/lib/queryKeys'
import { explain, unwrap } from '../../data/request-error.ts'
import { withinLimit } from '../../data/time-limit.ts'
import { useNotify } from '../../ui/notices.tsx'
import { statusesOf } from './task-groups.ts'
import type { Task } from './task.ts'

/** One task that is open, or all that nobody has begun. */
type CancelWish = { readonly task: Task } | 'all-queued'

const CANCEL = ['cancel-tasks'] as const

/** Resolves to how many were cancelled: none when the worker was faster. */
async function cancel(projectId: string, wish: CancelWish): Promise<number> {
  const cancelled = supabase
    .from('tasks')
    .update({ status: 'Cancelled' })
    .eq('project_id', projectId)
  const wished =
    wish === 'all-queued'
      ? cancelled.eq('status', 'Queued')
      : cancelled.eq('id', wish.task.id).in('status', statusesOf.Processing)
  return unwrap(await wished.select('id').abortSignal(withinLimit())).length
}

/** Cancels tasks and says when it was too late. {@link useCancelling} tells what is on its way. */
export function useCancel(projectId: string): (wish: CancelWish) => void {
  const queryClient = useQueryClient()
  const notify = useNotify()
  const { mutate } = useMutation({
    mutationKey: CANCEL,
    networkMode: 'always',
    mutationFn: async (wish: CancelWish) => {
      const count = await cancel(projectId, wish)
      const keys = [tasksPaginatedPrefix(projectId), taskStatusCountsKey(projectId)]
      await Promise.all(keys.map(queryKey => queryClient.invalidateQueries({ queryKey })))
      return count
    },
    onSuccess: count => {
      if (count === 0) notify('bad', 'Too late to cancel: it was already done.')
    },
    onError: error => notify('bad', `Nothing was cancelled. ${explain(error)}`),
  })
  return mutate
}

/** Whether a task is being cancelled. */
export function useCancelling(task: Task): boolean {
  const wishes = useMutationState({
    filters: { mutationKey: CANCEL, status: 'pending' },
    select: mutation => mutation.state.variables as CancelWish | undefined,
  })
  return wishes.some(wish =>
    wish === 'all-queued' ? task.status === 'Queued' : wish?.task.id === task.id,
  )
}
