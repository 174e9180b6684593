import { keeping } from '../../data/listed.ts'
import { type GalleryFilters, matches, remains } from './filters.ts'
import {
  type Generation,
  type GenerationPage,
  isGeneration,
  isGenerationPage,
} from './generation.ts'

// What a change of one picture makes of what is cached. All come to the same when they are applied twice.

/** Which page of a project's pictures. */
interface WhichPage {
  /** From 1. */
  readonly page: number
  readonly limit: number
  readonly filters: GalleryFilters
}

function isOne(data: unknown, id: string): data is Generation {
  return isGeneration(data) && data.id === id
}

/** A page, a list of a shot or a picture by itself with the star of `generation`. */
export function starred(data: unknown, generation: Generation, where?: WhichPage): unknown {
  if (isOne(data, generation.id)) return { ...data, starred: generation.starred }
  if (!isGenerationPage(data)) return data
  const index = data.items.findIndex(({ id }) => id === generation.id)
  const item = data.items[index]
  if (item === undefined) return where === undefined ? data : joined(data, generation, where)
  if (item.starred === generation.starred) return data
  return { ...data, items: data.items.with(index, { ...item, starred: generation.starred }) }
}

/** With the picture where it belongs, if it is among what the page's filters leave and not before or after it. */
function joined(data: GenerationPage, generation: Generation, where: WhichPage): GenerationPage {
  const { page, limit, filters } = where
  if (!matches(generation, filters)) return data
  const older = data.items.findIndex(({ createdAt }) => createdAt < generation.createdAt)
  const index = older === -1 ? data.items.length : older
  const elsewhere = index === limit || (index === 0 && page > 1)
  if (elsewhere) return data
  const items = data.items.toSpliced(index, 0, generation).slice(0, limit)
  return { items, total: data.total + 1 }
}

/** Without the picture: a page, a list of a shot, the first pictures of each shot, or the picture by itself. */
export function deleted(data: unknown, id: string): unknown {
  if (isOne(data, id)) return null
  if (isGenerationPage(data)) return keeping(data, item => item.id !== id)
  if (!Array.isArray(data)) return data
  const shots = data.map((shot: unknown) => withoutPreview(shot, id))
  return shots.some((shot, index) => shot !== data[index]) ? shots : data
}

interface Previewed {
  readonly previews: readonly { readonly id: string }[]
  readonly positioned: number
}

function withoutPreview(shot: unknown, id: string): unknown {
  if (!isPreviewed(shot) || !shot.previews.some(preview => preview.id === id)) return shot
  const previews = shot.previews.filter(preview => preview.id !== id)
  return { ...shot, previews, positioned: shot.positioned - 1 }
}

function isPreviewed(shot: unknown): shot is Previewed {
  return typeof shot === 'object' && shot !== null && 'previews' in shot
}

/** Without the pictures that a change under way takes out of what the filters leave. */
export function remaining(page: GenerationPage, filters: GalleryFilters): GenerationPage {
  return keeping(page, item => remains(item, filters))
}
