import { useOptimisticQuery } from '@everfresh/react'
import type { UseQueryResult } from '@tanstack/react-query'
import { supabase } from '@/integrations/supabase/client'
import { useResurrectionPolling } from '@/shared/hooks/useResurrectionPolling'
import { taskGenerationMappingKey } from '@/shared/lib/queryKeys'
import { unwrap } from '../../data/request-error.ts'
import {
  type Generation,
  GENERATION_IN_SHOTS_COLUMNS,
  toGenerationInShots,
} from '../gallery/generation.ts'

async function fetchOutput(taskId: string, signal: AbortSignal): Promise<Generation | null> {
  const [row] = unwrap(
    await supabase
      .from('generations')
      .select(GENERATION_IN_SHOTS_COLUMNS)
      // Of a film it is the film's task, and not that of its last step.
      .eq('tasks->>0', taskId)
      .limit(1)
      .abortSignal(signal),
  )
  return row === undefined ? null : toGenerationInShots(row)
}

/** The picture that came of a task; null when there is none any more. */
export function useOutput(taskId: string): UseQueryResult<Generation | null> {
  return useOptimisticQuery({
    queryKey: taskGenerationMappingKey(taskId),
    queryFn: ({ signal }) => fetchOutput(taskId, signal),
    refetchInterval: useResurrectionPolling(),
  })
}
