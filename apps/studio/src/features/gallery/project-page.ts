import { queryOptions } from '@tanstack/react-query'
import { supabase } from '@/integrations/supabase/client'
import { filtersKey, unifiedGenerationsProjectKey } from '@/shared/lib/queryKeys'
import { fetchPage } from '../../data/page.ts'
import { type GalleryFilters } from './filters.ts'
import {
  GENERATION_IN_SHOTS_COLUMNS,
  type GenerationPage,
  toGenerationInShots,
} from './generation.ts'

/** One page of what the filters leave of a project's pictures. */
export interface WantedPage {
  readonly projectId: string
  /** From 1. */
  readonly page: number
  /** How many pictures a page has. */
  readonly limit: number
  readonly filters: GalleryFilters
}

/** A second embedding of the links: filtering by it leaves the first with all shots of a picture. */
const COLUMNS_IN_SHOT =
  `${GENERATION_IN_SHOTS_COLUMNS}, inside:shot_generations!inner(shot_id)` as const

/** What PostgreSQL would read as a wildcard is meant as it was typed. */
function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`
}

function filtered({ projectId, filters }: WantedPage) {
  const columns = filters.shotId === undefined ? GENERATION_IN_SHOTS_COLUMNS : COLUMNS_IN_SHOT
  let query = supabase
    .from('generations')
    // The columns of both texts that are read are the same.
    .select(columns as typeof GENERATION_IN_SHOTS_COLUMNS, { count: 'exact' })
    .eq('project_id', projectId)
  if (filters.mediaType === 'video') query = query.like('type', '%video%')
  if (filters.mediaType === 'image') query = query.not('type', 'like', '%video%')
  if (filters.toolType !== undefined) query = query.eq('params->>tool_type', filters.toolType)
  if (filters.starredOnly) query = query.eq('starred', true)
  if (filters.shotId !== undefined) query = query.eq('inside.shot_id', filters.shotId)
  if (filters.excludePositioned) query = query.is('inside.position', null)
  if (filters.withoutShot) query = query.is('shot_generations', null)
  if (filters.searchTerm !== undefined)
    query = query.ilike('params->>prompt', containing(filters.searchTerm))
  return query
}

async function fetchProjectPage(wanted: WantedPage, signal: AbortSignal): Promise<GenerationPage> {
  const { rows, total } = await fetchPage(wanted.page, wanted.limit, (from, to) =>
    filtered(wanted)
      .order('created_at', { ascending: false })
      .order('id')
      .range(from, to)
      .abortSignal(signal),
  )
  return { items: rows.map(toGenerationInShots), total }
}

/** The query for one page, newest first, whoever asks it: the screen, or a prefetch. */
export function projectPageOptions(wanted: WantedPage) {
  const { projectId, page, limit, filters } = wanted
  return queryOptions({
    queryKey: unifiedGenerationsProjectKey(projectId, page, limit, filtersKey(filters), false),
    queryFn: ({ signal }) => fetchProjectPage(wanted, signal),
  })
}
