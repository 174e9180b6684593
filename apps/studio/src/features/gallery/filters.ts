import { filtersKey } from '@/shared/lib/queryKeys'
import { isUuid } from '../../data/uuid.ts'
import type { Generation } from './generation.ts'

export const MEDIA_TYPES = ['all', 'image', 'video'] as const
type MediaType = (typeof MEDIA_TYPES)[number]

/** The tools that make pictures, and what people call all, or one, of what they make. */
export const TOOLS = [
  { tool: 'image-generation', name: 'Made from prompts', one: 'Made from a prompt' },
  { tool: 'travel-between-images', name: 'Films of shots', one: 'Film of a shot' },
  { tool: 'upload', name: 'Uploads', one: 'Uploaded' },
] as const

/** Which pictures of a project are shown: those that every field agrees with. */
export interface GalleryFilters {
  readonly mediaType: MediaType
  readonly toolType?: string | undefined
  readonly starredOnly?: true | undefined
  /** Only those in this shot. */
  readonly shotId?: string | undefined
  /** With `shotId`: only those that have no place in its order. */
  readonly excludePositioned?: true | undefined
  /** Only those that are in no shot at all. */
  readonly withoutShot?: true | undefined
  /** Part of the prompt, in any case. Never empty. */
  readonly searchTerm?: string | undefined
}

export const EVERYTHING: GalleryFilters = { mediaType: 'all' }

/** What a person may type. Prompts are longer, but nobody searches for all of one. */
export const SEARCH_LENGTH = 200

/** The filters that a query key has; undefined for a key that has none. */
export function fromFiltersKey(key: unknown): GalleryFilters | undefined {
  if (typeof key !== 'string' || !key.startsWith('{')) return undefined
  return JSON.parse(key) as GalleryFilters
}

const NO_SHOT = 'none'

/** The filters as an address has them; anything odd in it is no filter. */
export function readFilters(search: URLSearchParams): GalleryFilters {
  const mediaType = MEDIA_TYPES.find(type => type === search.get('media')) ?? 'all'
  const toolType = TOOLS.find(({ tool }) => tool === search.get('tool'))?.tool
  const shot = search.get('shot')
  const searchTerm = (search.get('q') ?? '').trim().slice(0, SEARCH_LENGTH)
  const shotId = isUuid(shot) ? shot : undefined
  return {
    mediaType,
    toolType,
    starredOnly: flag(search.get('starred') === '1'),
    shotId,
    excludePositioned: flag(shotId !== undefined && search.get('unplaced') === '1'),
    withoutShot: flag(shot === NO_SHOT),
    searchTerm: searchTerm === '' ? undefined : searchTerm,
  }
}

/** How a filter says yes or no: no is left out. */
export function flag(isSet: boolean): true | undefined {
  return isSet || undefined
}

/** Writes the filters into an address, which begins at the first page of what they leave. */
export function writeFilters(search: URLSearchParams, filters: GalleryFilters): URLSearchParams {
  const next = new URLSearchParams(search)
  const put = (name: string, value: string | undefined): void => {
    if (value === undefined) next.delete(name)
    else next.set(name, value)
  }
  put('page', undefined)
  put('media', filters.mediaType === 'all' ? undefined : filters.mediaType)
  put('tool', filters.toolType)
  put('starred', filters.starredOnly && '1')
  put('shot', filters.withoutShot ? NO_SHOT : filters.shotId)
  put('unplaced', filters.shotId === undefined ? undefined : filters.excludePositioned && '1')
  put('q', filters.searchTerm)
  return next
}

/** Whether any filter is set. */
export function isFiltered(filters: GalleryFilters): boolean {
  return filtersKey(filters) !== filtersKey(EVERYTHING)
}

/**
 * Whether a picture that was among those that the filters leave still is, as far as a person can change
 * it. Its place in a shot is not part of it, so `excludePositioned` is not looked at.
 */
export function remains(generation: Generation, filters: GalleryFilters): boolean {
  const { starredOnly, shotId, withoutShot } = filters
  if (starredOnly && !generation.starred) return false
  if (withoutShot && generation.shotIds.length > 0) return false
  return shotId === undefined || generation.shotIds.includes(shotId)
}

/** Whether a picture is among those that the filters leave; also as far as {@link remains} tells. */
export function matches(generation: Generation, filters: GalleryFilters): boolean {
  const { mediaType, toolType, searchTerm } = filters
  if (mediaType !== 'all' && generation.isVideo !== (mediaType === 'video')) return false
  if (toolType !== undefined && generation.toolType !== toolType) return false
  if (searchTerm !== undefined && !has(generation.prompt, searchTerm)) return false
  return remains(generation, filters)
}

function has(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase())
}
