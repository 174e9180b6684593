import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { supabase } from '@/integrations/supabase/client'
import { useResurrectionPolling } from '@/shared/hooks/useResurrectionPolling'
import { shotsKey } from '@/shared/lib/queryKeys'
import { unwrap } from '../../data/request-error.ts'
import type { Shot } from './shot.ts'

const PREVIEWS = 4

const SHOT_COLUMNS = `
  id, name,
  shot_generations(position, created_at, generations(id, thumbnail_url, location))
` as const

async function fetchShots(projectId: string, signal: AbortSignal): Promise<Shot[]> {
  const [shots, statistics] = await Promise.all([
    supabase
      .from('shots')
      .select(SHOT_COLUMNS)
      .eq('project_id', projectId)
      .order('position')
      .order('id')
      .order('position', { referencedTable: 'shot_generations', nullsFirst: false })
      .order('created_at', { referencedTable: 'shot_generations' })
      .limit(PREVIEWS, { referencedTable: 'shot_generations' })
      .abortSignal(signal),
    supabase
      .from('shot_statistics')
      .select('shot_id, total_generations, unpositioned_count')
      .eq('project_id', projectId)
      .abortSignal(signal),
  ])
  const countsOf = new Map(unwrap(statistics).map(counts => [counts.shot_id, counts]))
  return unwrap(shots).map(({ id, name, shot_generations: links }) => ({
    id,
    name,
    previews: links.map(link => ({
      id: link.generations.id,
      thumbUrl: link.generations.thumbnail_url ?? link.generations.location ?? undefined,
    })),
    total: countsOf.get(id)?.total_generations ?? links.length,
    unpositioned: countsOf.get(id)?.unpositioned_count ?? 0,
  }))
}

/** The shots of a project, in their order, each with its first pictures and its counts. */
export function useShots(projectId: string): UseQueryResult<Shot[]> {
  return useQuery({
    queryKey: shotsKey(projectId, PREVIEWS),
    queryFn: ({ signal }) => fetchShots(projectId, signal),
    refetchInterval: useResurrectionPolling(),
  })
}
