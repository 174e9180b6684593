import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { supabase } from '@/integrations/supabase/client'
import { useResurrectionPolling } from '@/shared/hooks/useResurrectionPolling'
import { taskGenerationMappingKey } from '@/shared/lib/queryKeys'
import { unwrap } from '../../data/request-error.ts'
import { type Generation, GENERATION_COLUMNS, toGeneration } from '../gallery/generation.ts'

const COLUMNS = `${GENERATION_COLUMNS}, shot_generations(shot_id)` as const

async function fetchOutput(taskId: string, signal: AbortSignal): Promise<Generation | null> {
  const [row] = unwrap(
    await supabase
      .from('generations')
      .select(COLUMNS)
      // Of a film it is the film's task, and not that of its last step.
      .eq('tasks->>0', taskId)
      .limit(1)
      .abortSignal(signal),
  )
  if (row === undefined) return null
  return toGeneration(
    row,
    row.shot_generations.map(link => link.shot_id),
  )
}

/** The picture that came of a task; null when there is none any more. */
export function useOutput(taskId: string): UseQueryResult<Generation | null> {
  return useQuery({
    queryKey: taskGenerationMappingKey(taskId),
    queryFn: ({ signal }) => fetchOutput(taskId, signal),
    refetchInterval: useResurrectionPolling(),
  })
}
