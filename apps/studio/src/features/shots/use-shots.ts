import { useOptimisticQuery } from '@everfresh/react'
import { type UseQueryResult } from '@tanstack/react-query'
import { supabase } from '@/integrations/supabase/client'
import { useResurrectionPolling } from '@/shared/hooks/useResurrectionPolling'
import { shotsKey } from '@/shared/lib/queryKeys'
import { unwrap } from '../../data/request-error.ts'
import { PREVIEWS, type Shot } from './shot.ts'

const COLUMNS = `
  shot_id, name, created_at, settings, positioned_count, unpositioned_count, video_count,
  shot_generations(position, generations!inner(id, thumbnail_url, location, type))
` as const

async function fetchShots(projectId: string, signal: AbortSignal): Promise<Shot[]> {
  const rows = unwrap(
    await supabase
      .from('shot_statistics')
      .select(COLUMNS)
      .eq('project_id', projectId)
      .order('position')
      .order('shot_id')
      .not('shot_generations.position', 'is', null)
      .not('shot_generations.generations.type', 'like', '%video%')
      .order('position', { referencedTable: 'shot_generations' })
      .order('id', { referencedTable: 'shot_generations' })
      .limit(PREVIEWS, { referencedTable: 'shot_generations' })
      .abortSignal(signal),
  )
  return rows.map(row => ({
    // A view's columns are nullable as far as the types know; these come from columns that are not.
    id: row.shot_id ?? '',
    name: row.name ?? '',
    createdAt: row.created_at ?? '',
    settings: row.settings,
    previews: row.shot_generations.map(({ generations: { id, thumbnail_url, location } }) => ({
      id,
      thumbUrl: thumbnail_url ?? location ?? undefined,
    })),
    positioned: row.positioned_count ?? 0,
    unpositioned: row.unpositioned_count ?? 0,
    videos: row.video_count ?? 0,
  }))
}

/** The shots of a project, in their order, each with its first pictures and its counts: one request. */
export function useShots(projectId: string): UseQueryResult<Shot[]> {
  return useOptimisticQuery({
    queryKey: shotsKey(projectId, PREVIEWS),
    queryFn: ({ signal }) => fetchShots(projectId, signal),
    refetchInterval: useResurrectionPolling(),
  })
}
