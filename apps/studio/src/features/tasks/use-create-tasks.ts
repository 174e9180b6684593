import { useOptimisticMutation } from '@everfresh/react'
import { supabase } from '@/integrations/supabase/client'
import { unwrap } from '../../data/request-error.ts'
import { withinLimit } from '../../data/time-limit.ts'
import { taskListKeys, withAdded } from './task-lists.ts'
import { type NewTask, pendingTask } from './task.ts'

/** Tasks of one project, sent together. */
export interface TaskOrder {
  readonly projectId: string
  readonly tasks: readonly NewTask[]
  /** When it was asked for, as an ISO date. */
  readonly at: string
}

interface Outcome<Order> {
  readonly onSuccess: (order: Order) => void
  readonly onError: (error: Error, order: Order) => void
}

/** The same tasks sent twice are there once. Throws RequestError. */
export async function sendTasks(tasks: readonly NewTask[]): Promise<void> {
  unwrap(
    await supabase
      .from('tasks')
      .upsert([...tasks], { onConflict: 'id', ignoreDuplicates: true })
      .abortSignal(withinLimit()),
  )
}

/**
 * Sends tasks. They are in the lists and counts at once, and leave them when it fails or takes 20 s. The
 * same tasks sent twice are there once. The outcome is told also when the component is gone.
 */
export function useCreateTasks<Order extends TaskOrder>({
  onSuccess,
  onError,
}: Outcome<Order>): (order: Order) => void {
  const { mutate } = useOptimisticMutation<void, Error, Order>({
    // Nothing is left to be sent hours later: without a network it fails now, with the text given back.
    networkMode: 'always',
    mutationFn: ({ tasks }) => sendTasks(tasks),
    touches: ({ projectId }) => taskListKeys(projectId),
    patch: (data, { tasks, at }, queryKey) =>
      withAdded(tasks.map(task => pendingTask(task, at)))(data, queryKey),
    onSuccess: (_, order) => onSuccess(order),
    onError: (error, order) => onError(error, order),
  })
  return mutate
}
