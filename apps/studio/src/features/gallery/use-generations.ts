import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { supabase } from '@/integrations/supabase/client'
import { useResurrectionPolling } from '@/shared/hooks/useResurrectionPolling'
import { unifiedGenerationsShotKey } from '@/shared/lib/queryKeys'
import { fetchPage } from '../../data/page.ts'
import { GENERATION_COLUMNS, type GenerationPage, toGeneration } from './generation.ts'

export const PAGE_SIZE = 45

const SHOT_COLUMNS = `shot_id, position, generations!inner(${GENERATION_COLUMNS})` as const

async function fetchShotPage(
  shotId: string,
  page: number,
  signal: AbortSignal,
): Promise<GenerationPage> {
  const { rows, total } = await fetchPage(page, PAGE_SIZE, (from, to) =>
    supabase
      .from('shot_generations')
      .select(SHOT_COLUMNS, { count: 'exact' })
      .eq('shot_id', shotId)
      .order('position', { nullsFirst: false })
      .order('created_at')
      .order('id')
      .range(from, to)
      .abortSignal(signal),
  )
  const items = rows.map(row => toGeneration(row.generations, [row.shot_id], row.position))
  return { items, total }
}

/** One page of the pictures of a shot, by position, unplaced ones last. */
export function useShotGenerations(shotId: string, page: number): UseQueryResult<GenerationPage> {
  return useQuery({
    queryKey: unifiedGenerationsShotKey(shotId, page, PAGE_SIZE, 'all', false),
    queryFn: ({ signal }) => fetchShotPage(shotId, page, signal),
    // Never across shots: the pictures of another shot must not stand under this one's name.
    placeholderData: (previous, query) => (query?.queryKey[2] === shotId ? previous : undefined),
    refetchInterval: useResurrectionPolling(),
  })
}
