import { useOptimisticQuery } from '@everfresh/react'
import type { UseQueryResult } from '@tanstack/react-query'
import { supabase } from '@/integrations/supabase/client'
import { useResurrectionPolling } from '@/shared/hooks/useResurrectionPolling'
import { projectVideoCountsKey } from '@/shared/lib/queryKeys'
import { unwrap } from '../../data/request-error.ts'

type VideoCount = readonly [shotId: string, count: number]

// Pairs are cached and not a Map: equal ones stay the same object, so that nobody renders for nothing.
async function fetchVideoCounts(projectId: string, signal: AbortSignal): Promise<VideoCount[]> {
  const rows = unwrap(
    await supabase
      .from('shot_statistics')
      .select('shot_id, video_count')
      .eq('project_id', projectId)
      .order('shot_id')
      .abortSignal(signal),
  )
  return rows.map(row => [row.shot_id ?? '', row.video_count ?? 0])
}

const toMap = (counts: readonly VideoCount[]): ReadonlyMap<string, number> => new Map(counts)

/** How many videos each shot of a project has. */
export function useVideoCounts(projectId: string): UseQueryResult<ReadonlyMap<string, number>> {
  return useOptimisticQuery({
    queryKey: projectVideoCountsKey(projectId),
    queryFn: ({ signal }) => fetchVideoCounts(projectId, signal),
    select: toMap,
    refetchInterval: useResurrectionPolling(),
  })
}
