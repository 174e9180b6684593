import { useOptimisticQuery } from '@everfresh/react'
import { supabase } from '@/integrations/supabase/client'
import { useResurrectionPolling } from '@/shared/hooks/useResurrectionPolling'
import { generationTaskMappingKey } from '@/shared/lib/queryKeys'
import { unwrap } from '../../data/request-error.ts'
import type { Generation } from './generation.ts'

/** The task that made a picture. */
interface MakingTask {
  readonly id: string
  /** When a worker began; undefined when that was not written down. */
  readonly startedAt: string | undefined
  readonly doneAt: string | undefined
}

async function fetchTask(id: string, signal: AbortSignal): Promise<MakingTask | null> {
  const row = unwrap(
    await supabase
      .from('tasks')
      .select('id, generation_started_at, generation_processed_at')
      .eq('id', id)
      .abortSignal(signal)
      .maybeSingle(),
  )
  return (
    row && {
      id: row.id,
      startedAt: row.generation_started_at ?? undefined,
      doneAt: row.generation_processed_at ?? undefined,
    }
  )
}

/** The task that made a picture; null when it is gone, undefined while it is not known or there was none. */
export function useMakingTask({ id, taskId }: Generation): MakingTask | null | undefined {
  const { data } = useOptimisticQuery({
    queryKey: generationTaskMappingKey(id),
    queryFn: ({ signal }) => (taskId === undefined ? null : fetchTask(taskId, signal)),
    refetchInterval: useResurrectionPolling(),
    enabled: taskId !== undefined,
  })
  return data
}
