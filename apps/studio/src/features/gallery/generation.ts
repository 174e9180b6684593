import type { Json } from '@/integrations/supabase/types'
import { numberAt, textAt } from '../../data/json.ts'
import type { Listed } from '../../data/listed.ts'

/** A picture as the screens show it. */
export interface Generation {
  readonly id: string
  readonly url: string | undefined
  readonly thumbUrl: string | undefined
  /** True for one that moves. */
  readonly isVideo: boolean
  readonly prompt: string
  /** What made it; undefined for pictures from before that was written down. */
  readonly toolType: string | undefined
  readonly seed: number | undefined
  /** Width and height in pixels; undefined when the worker did not say. */
  readonly size: readonly [number, number] | undefined
  readonly starred: boolean
  readonly createdAt: string
  /** The task that made it; undefined for an upload. */
  readonly taskId: string | undefined
  /** The shots it is in. */
  readonly shotIds: readonly string[]
  /** Its place in the shot it was asked for through; undefined when unplaced, or when none was asked for. */
  readonly position: number | undefined
}

/** One page of pictures, and how many there are on all pages. */
export type GenerationPage = Listed<Generation>

export function isGenerationPage(data: unknown): data is GenerationPage {
  return typeof data === 'object' && data !== null && 'items' in data
}

/** One picture by itself. */
export function isGeneration(data: unknown): data is Generation {
  return typeof data === 'object' && data !== null && 'shotIds' in data
}

/** The columns that {@link toGeneration} reads. */
export const GENERATION_COLUMNS =
  'id, type, location, thumbnail_url, params, tasks, starred, created_at'

interface GenerationRow {
  readonly id: string
  readonly type: string
  readonly location: string | null
  readonly thumbnail_url: string | null
  readonly params: Json | null
  readonly tasks: Json | null
  readonly starred: boolean
  readonly created_at: string
}

/** The same, with the shots it is in: what {@link toGenerationInShots} reads. */
export const GENERATION_IN_SHOTS_COLUMNS =
  `${GENERATION_COLUMNS}, shot_generations(shot_id)` as const

interface GenerationInShotsRow extends GenerationRow {
  readonly shot_generations: readonly { readonly shot_id: string }[]
}

export function toGenerationInShots(row: GenerationInShotsRow): Generation {
  return toGeneration(
    row,
    row.shot_generations.map(link => link.shot_id),
  )
}

export function toGeneration(
  row: GenerationRow,
  shotIds: readonly string[],
  position?: number | null,
): Generation {
  const [width, height] = [numberAt(row.params, 'width'), numberAt(row.params, 'height')]
  const taskId = Array.isArray(row.tasks) ? row.tasks[0] : undefined
  return {
    id: row.id,
    url: row.location ?? undefined,
    thumbUrl: row.thumbnail_url ?? undefined,
    isVideo: row.type.includes('video'),
    prompt: textAt(row.params, 'prompt'),
    toolType: textAt(row.params, 'tool_type') || undefined,
    seed: numberAt(row.params, 'seed'),
    size: width !== undefined && height !== undefined ? [width, height] : undefined,
    starred: row.starred,
    createdAt: row.created_at,
    taskId: typeof taskId === 'string' ? taskId : undefined,
    shotIds,
    position: position ?? undefined,
  }
}
