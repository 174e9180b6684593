import { useOptimisticQuery } from '@everfresh/react'
import type { UseQueryResult } from '@tanstack/react-query'
import { supabase } from '@/integrations/supabase/client'
import { useResurrectionPolling } from '@/shared/hooks/useResurrectionPolling'
import { unifiedGenerationsShotPrefix, unpositionedCountKey } from '@/shared/lib/queryKeys'
import { countOf, unwrap } from '../../data/request-error.ts'
import { GENERATION_COLUMNS, type GenerationPage, toGeneration } from '../gallery/generation.ts'
import { shotUnpositionedKey, shotVideosKey } from './cached.ts'
import type { ShotList } from './image-changes.ts'

const COLUMNS = `shot_id, position, generations!inner(${GENERATION_COLUMNS})` as const
const MOST: Record<ShotList, number> = { positioned: 200, unpositioned: 200, videos: 1000 }

async function fetchList(
  shotId: string,
  list: ShotList,
  signal: AbortSignal,
): Promise<GenerationPage> {
  const all = supabase
    .from('shot_generations')
    .select(COLUMNS, { count: 'exact' })
    .eq('shot_id', shotId)
  const some = {
    positioned: () => pictures().not('position', 'is', null).order('position'),
    unpositioned: () => pictures().is('position', null).order('created_at'),
    videos: () => all.like('generations.type', '%video%').order('created_at', { ascending: false }),
  }
  const pictures = () => all.not('generations.type', 'like', '%video%')
  const answer = await some[list]().order('id').limit(MOST[list]).abortSignal(signal)
  const items = unwrap(answer).map(row =>
    toGeneration(row.generations, [row.shot_id], row.position),
  )
  return { items, total: countOf(answer) }
}

/** The pictures of a shot in their order, the first 200. */
export function useShotImages(shotId: string): UseQueryResult<GenerationPage> {
  return useOptimisticQuery({
    // The one query whose key is the shot's own prefix.
    queryKey: unifiedGenerationsShotPrefix(shotId),
    queryFn: ({ signal }) => fetchList(shotId, 'positioned', signal),
    refetchInterval: useResurrectionPolling(),
  })
}

/** The pictures of a shot that have no place in its order, oldest first, the first 200. */
export function useUnpositionedImages(shotId: string): UseQueryResult<GenerationPage> {
  return useOptimisticQuery({
    queryKey: shotUnpositionedKey(shotId),
    queryFn: ({ signal }) => fetchList(shotId, 'unpositioned', signal),
    refetchInterval: useResurrectionPolling(),
  })
}

/** All videos of a shot, newest first. Nothing stands in for them while they load: no other shot's videos do. */
export function useShotVideos(shotId: string): UseQueryResult<GenerationPage> {
  return useOptimisticQuery({
    queryKey: shotVideosKey(shotId),
    queryFn: ({ signal }) => fetchList(shotId, 'videos', signal),
    refetchInterval: useResurrectionPolling(),
  })
}

async function fetchUnpositionedCount(shotId: string, signal: AbortSignal): Promise<number> {
  return unwrap(
    await supabase.rpc('count_unpositioned_generations', { p_shot_id: shotId }).abortSignal(signal),
  )
}

export function useUnpositionedCount(shotId: string): UseQueryResult<number> {
  return useOptimisticQuery({
    queryKey: unpositionedCountKey(shotId),
    queryFn: ({ signal }) => fetchUnpositionedCount(shotId, signal),
    refetchInterval: useResurrectionPolling(),
  })
}
