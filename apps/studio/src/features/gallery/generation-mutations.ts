import { useMutation, useMutationState, useQueryClient } from '@tanstack/react-query'
import { supabase } from '@/integrations/supabase/client'
import {
  shotsPrefix,
  unifiedGenerationsProjectPrefix,
  unifiedGenerationsShotPrefix,
} from '@/shared/lib/queryKeys'
import { explain, unwrap } from '../../data/request-error.ts'
import { withinLimit } from '../../data/time-limit.ts'
import { useNotify } from '../../ui/notices.tsx'
import type { Generation } from './generation.ts'

interface StarChange {
  readonly generation: Generation
  readonly starred: boolean
}

const STAR = ['star-generation'] as const

function useRefresh(projectId: string): (generation: Generation) => Promise<void> {
  const queryClient = useQueryClient()
  return async generation => {
    const keys = [
      unifiedGenerationsProjectPrefix(projectId),
      shotsPrefix(projectId),
      ...generation.shotIds.map(unifiedGenerationsShotPrefix),
    ]
    await Promise.all(keys.map(queryKey => queryClient.invalidateQueries({ queryKey })))
  }
}

/**
 * Stars and unstars. The mutation lasts until the refreshed rows are in the cache, and until then
 * {@link useStarred} shows its wish: no cached row is ever changed, so none has to be changed back.
 */
export function useStar(projectId: string): (change: StarChange) => void {
  const notify = useNotify()
  const refresh = useRefresh(projectId)
  const { mutate } = useMutation({
    mutationKey: STAR,
    // One after the other: the last press decides.
    scope: { id: STAR[0] },
    networkMode: 'always',
    mutationFn: async ({ generation, starred }: StarChange) => {
      unwrap(
        await supabase
          .from('generations')
          .update({ starred })
          .eq('id', generation.id)
          .abortSignal(withinLimit()),
      )
      await refresh(generation)
    },
    onError: error => notify('bad', `The star was not saved. ${explain(error)}`),
  })
  return mutate
}

/** Whether a picture has a star, a press that is still on its way included. */
export function useStarred(generation: Generation): boolean {
  const wishes = useMutationState({
    filters: { mutationKey: STAR, status: 'pending' },
    select: mutation => mutation.state.variables as StarChange | undefined,
  })
  const mine = wishes.findLast(wish => wish?.generation.id === generation.id)
  return mine?.starred ?? generation.starred
}

/** Deletes a picture from the project and from all its shots. Settles when the screen shows it; throws RequestError. */
export function useDeleteGeneration(projectId: string): (generation: Generation) => Promise<void> {
  const refresh = useRefresh(projectId)
  return async generation => {
    unwrap(
      await supabase
        .from('generations')
        .delete()
        .eq('id', generation.id)
        .abortSignal(withinLimit()),
    )
    await refresh(generation)
  }
}
