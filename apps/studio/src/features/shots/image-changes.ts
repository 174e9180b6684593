import { keeping } from '../../data/listed.ts'
import type { Generation, GenerationPage } from '../gallery/generation.ts'
import { inOrder } from './order.ts'

/** The lists of a shot: the pictures in its order, those without a place, its videos. */
export type ShotList = 'positioned' | 'unpositioned' | 'videos'

/** What a change makes of one list of the shot; the page itself where nothing changes. */
export type ImagesChange = (page: GenerationPage, list: ShotList) => GenerationPage

/** At the end of the order; one that has a place keeps it. */
export function placed(generation: Generation): ImagesChange {
  return (page, list) => {
    if (list !== 'positioned') return withoutRow(page, generation.id)
    const last = page.items.at(-1)?.position ?? page.items.length
    return withRow(page, { ...generation, position: last + 1 })
  }
}

/** In the shot, without a place. */
export function unplaced(generation: Generation): ImagesChange {
  return (page, list) => {
    if (list === 'positioned') return withoutRow(page, generation.id)
    return list === 'unpositioned' ? withRow(page, { ...generation, position: undefined }) : page
  }
}

export function gone(id: string): ImagesChange {
  return page => withoutRow(page, id)
}

export function ordered(ids: readonly string[]): ImagesChange {
  return (page, list) => {
    if (list !== 'positioned') return page
    const items = inOrder(page.items, ids)
    return items === page.items ? page : { ...page, items: items.map(numbered) }
  }
}

/** The picture as one of the shot `shotId`, or as not one of it any more. */
export function inShot(id: string, shotId: string, isIn: boolean) {
  return (page: GenerationPage): GenerationPage => {
    const change = (item: Generation): Generation =>
      item.id !== id || item.shotIds.includes(shotId) === isIn
        ? item
        : { ...item, shotIds: isIn ? [...item.shotIds, shotId] : without(item.shotIds, shotId) }
    const items = page.items.map(change)
    return items.every((item, index) => item === page.items[index]) ? page : { ...page, items }
  }
}

function withRow(page: GenerationPage, row: Generation): GenerationPage {
  if (page.items.some(({ id }) => id === row.id)) return page
  return { items: [...page.items, row], total: page.total + 1 }
}

function withoutRow(page: GenerationPage, id: string): GenerationPage {
  return keeping(page, item => item.id !== id)
}

function numbered(item: Generation, index: number): Generation {
  return item.position === index + 1 ? item : { ...item, position: index + 1 }
}

function without(ids: readonly string[], id: string): readonly string[] {
  return ids.filter(other => other !== id)
}
