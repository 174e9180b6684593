import { supabase } from '@/integrations/supabase/client'
import {
  projectVideoCountsKey,
  shotsPrefix,
  unifiedGenerationsProjectPrefix,
  unifiedGenerationsShotPrefix,
  unpositionedCountKey,
} from '@/shared/lib/queryKeys'
import { unwrap } from '../../data/request-error.ts'
import { withinLimit } from '../../data/time-limit.ts'
import { useChange } from '../../data/use-change.ts'
import { fromFiltersKey } from './filters.ts'
import { deleted, starred } from './generation-changes.ts'
import type { Generation } from './generation.ts'
import { outputKey } from './output-key.ts'

interface StarChange {
  readonly generation: Generation
  readonly starred: boolean
}

async function saveStar({ generation, starred }: StarChange): Promise<void> {
  unwrap(
    await supabase
      .from('generations')
      .update({ starred })
      .eq('id', generation.id)
      .abortSignal(withinLimit()),
  )
}

/** Stars and unstars, on screen at once; of several presses the last one decides. */
export function useStar(projectId: string): (change: StarChange) => void {
  return useChange<StarChange>({
    send: saveStar,
    touches: ({ generation }) => [
      unifiedGenerationsProjectPrefix(projectId),
      ...outputKey(generation),
      ...generation.shotIds.map(unifiedGenerationsShotPrefix),
    ],
    patch: (data, { generation, starred: isStarred }, key) =>
      starred(data, { ...generation, starred: isStarred }, pageOf(key)),
    intent: ({ generation }) => `star ${generation.id}`,
    failed: () => 'The star was not saved.',
  })
}

/** Where a query's key says that its data stands: undefined for anything but a page of a project. */
function pageOf([, kind, , page, limit, filters]: readonly unknown[]) {
  const read = kind === 'project' ? fromFiltersKey(filters) : undefined
  return read && { page: Number(page), limit: Number(limit), filters: read }
}

async function deleteRow({ id }: Generation): Promise<void> {
  unwrap(await supabase.from('generations').delete().eq('id', id).abortSignal(withinLimit()))
}

/** Deletes a picture from the project and from all its shots; it is off the screen at once. */
export function useDeleteGeneration(projectId: string): (generation: Generation) => void {
  return useChange<Generation>({
    send: deleteRow,
    touches: generation => [
      unifiedGenerationsProjectPrefix(projectId),
      ...outputKey(generation),
      shotsPrefix(projectId),
      projectVideoCountsKey(projectId),
      ...generation.shotIds.flatMap(id => [
        unifiedGenerationsShotPrefix(id),
        unpositionedCountKey(id),
      ]),
    ],
    patch: (data, { id }) => deleted(data, id),
    intent: ({ id }) => `delete ${id}`,
    failed: () => 'The picture was not deleted.',
  })
}
