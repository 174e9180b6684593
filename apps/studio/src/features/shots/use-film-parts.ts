import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { supabase } from '@/integrations/supabase/client'
import { useResurrectionPolling } from '@/shared/hooks/useResurrectionPolling'
import { subtasksKey, type TaskStatus } from '@/shared/lib/queryKeys'
import { unwrap } from '../../data/request-error.ts'

interface Part {
  readonly id: string
  readonly status: TaskStatus
}

/** The tasks that a film is made of. */
export function useParts(taskId: string): UseQueryResult<Part[]> {
  return useQuery({
    queryKey: subtasksKey(taskId),
    queryFn: async ({ signal }) =>
      unwrap(
        await supabase
          .from('tasks')
          .select('id, status')
          .eq('params->>orchestrator_task_id_ref', taskId)
          .order('id')
          .abortSignal(signal),
      ),
    refetchInterval: useResurrectionPolling(),
  })
}
