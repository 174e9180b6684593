import { useOptimisticQuery } from '@everfresh/react'
import { supabase } from '@/integrations/supabase/client'
import { useResurrectionPolling } from '@/shared/hooks/useResurrectionPolling'
import { unifiedGenerationKey } from '@/shared/lib/queryKeys'
import { unwrap } from '../../data/request-error.ts'
import { GENERATION_IN_SHOTS_COLUMNS, type Generation, toGenerationInShots } from './generation.ts'

async function fetchOne(id: string, signal: AbortSignal): Promise<Generation | null> {
  const row = unwrap(
    await supabase
      .from('generations')
      .select(GENERATION_IN_SHOTS_COLUMNS)
      .eq('id', id)
      .abortSignal(signal)
      .maybeSingle(),
  )
  return row && toGenerationInShots(row)
}

/**
 * A picture by itself, where no list on screen has it: new ones may have pushed it off its page. Null
 * when it was deleted; as it was `seen` last, with what is being changed of it, while that is not known.
 */
export function useOneGeneration(
  projectId: string,
  seen: Generation,
  isListed: boolean,
): Generation | null {
  const { data } = useOptimisticQuery({
    queryKey: unifiedGenerationKey(projectId, seen.id),
    queryFn: ({ signal }) => fetchOne(seen.id, signal),
    placeholderData: seen,
    refetchInterval: useResurrectionPolling(),
    enabled: !isListed,
  })
  return isListed || data === undefined ? seen : data
}
