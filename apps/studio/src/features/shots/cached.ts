import { filtersKey, unifiedGenerationsShotKey } from '@/shared/lib/queryKeys'
import {
  type Generation,
  type GenerationPage,
  isGeneration,
  isGenerationPage,
} from '../gallery/generation.ts'
import type { ImagesChange, ShotList } from './image-changes.ts'
import type { ShotsChange } from './shot-changes.ts'
import type { Preview, Shot } from './shot.ts'

// What the cache holds under the keys of shots, and how a change is applied to it.

type Key = readonly unknown[]

const VIDEOS = filtersKey({ mediaType: 'video' })
const UNPOSITIONED = filtersKey({ mediaType: 'image', positioned: false })

/** All videos of a shot: 1,000 are more than anybody has. */
export const shotVideosKey = (shotId: string) =>
  unifiedGenerationsShotKey(shotId, 1, 1000, VIDEOS, false)

export const shotUnpositionedKey = (shotId: string) =>
  unifiedGenerationsShotKey(shotId, 1, 200, UNPOSITIONED, false)

function listOf(queryKey: Key): ShotList {
  if (queryKey[5] === VIDEOS) return 'videos'
  return queryKey[5] === UNPOSITIONED ? 'unpositioned' : 'positioned'
}

/** What one change makes of each kind of query; a kind that is left out stays as it is. */
interface Effect {
  readonly shots?: ShotsChange
  readonly images?: ImagesChange
  readonly gallery?: (page: GenerationPage) => GenerationPage
  /** By how much there are more pictures without a place. */
  readonly unpositioned?: number
}

/** The data of a query with the change in it; the data itself where nothing changes. */
export function applied(data: unknown, queryKey: Key, effect: Effect): unknown {
  switch (queryKey[0]) {
    case 'shots':
      return effect.shots && Array.isArray(data) ? effect.shots(data as readonly Shot[]) : data
    case 'unpositioned-count':
      return typeof data === 'number' ? Math.max(0, data + (effect.unpositioned ?? 0)) : data
    case 'unified-generations':
    case 'task-generation-mapping':
      if (isGeneration(data)) return toPicture(data, effect)
      return isGenerationPage(data) ? toPage(data, queryKey, effect) : data
    default:
      return data
  }
}

/** One by itself changes as it would on a page of the gallery. */
function toPicture(picture: Generation, { gallery }: Effect): Generation {
  return gallery?.({ items: [picture], total: 1 }).items[0] ?? picture
}

function toPage(page: GenerationPage, queryKey: Key, effect: Effect): GenerationPage {
  if (queryKey[1] === 'project') return effect.gallery?.(page) ?? page
  return effect.images?.(page, listOf(queryKey)) ?? page
}

export function previewOf({ id, thumbUrl, url }: Generation): Preview {
  return { id, thumbUrl: thumbUrl ?? url }
}
