import type { Json } from '../src/integrations/supabase/types.ts'
import type { Backend, Task } from './backend.ts'
import { cutOf } from './film/cut.ts'
import { film, renderSegment } from './film/segment.ts'
import { firstFrame, joinFilms } from './film/webp.ts'
import { numberOf, orderOf, textOf } from './order.ts'
import { pathInStore } from './path-in-store.ts'
import { renderPicture } from './render/picture.ts'

/** What the work of a task came to. */
export interface Product {
  readonly image: Buffer
  /** Undefined for a part of a film, which nobody sees. */
  readonly thumbnail?: Buffer
  readonly params: { readonly [name: string]: Json }
  /** Files that are of no use any more when the task is Complete. */
  readonly leftovers?: readonly string[]
}

/** Does the work of a task. Rejects with what stood in the way. */
export type Make = (task: Task) => Promise<Product>

type Shelf = Pick<Backend, 'fetch' | 'segmentPaths'>

/** Makes pictures, the parts of films, and films. */
export function createMake(shelf: Shelf): Make {
  return task => {
    switch (task.task_type) {
      case 'image':
        return makePicture(task)
      case 'travel_segment':
        return makeSegment(shelf, task)
      case 'travel_stitch':
        return makeFilm(shelf, task)
      default:
        throw new Error(`This worker does not know tasks of the type "${task.task_type}".`)
    }
  }
}

async function makePicture(task: Task): Promise<Product> {
  const { prompt, seed } = orderOf(task)
  const { image, thumbnail, width, height } = await renderPicture(prompt, seed)
  return { image, thumbnail, params: { prompt, seed, width, height } }
}

const filmBytes = 1_000_000

async function makeSegment(shelf: Shelf, task: Task): Promise<Product> {
  const of = numberOf(task, 'of') ?? 1
  const [picture, next] = await Promise.all([
    fetchPicture(shelf, task, 'picture'),
    of > 1 ? fetchPicture(shelf, task, 'next_picture') : undefined,
  ])
  const image = await renderSegment({
    picture,
    next,
    index: numberOf(task, 'index') ?? 0,
    cut: cutOf(of),
    maxBytes: filmBytes / of,
  })
  return { image, params: {} }
}

async function fetchPicture(shelf: Shelf, task: Task, name: string): Promise<Buffer> {
  const path = pathInStore(textOf(task, name) ?? '', task.project_id)
  const picture = path === undefined ? undefined : await shelf.fetch(path)
  if (picture !== undefined) return picture
  throw new Error('A picture of this film is not in the store. Take it out of the shot.')
}

async function makeFilm(shelf: Shelf, task: Task): Promise<Product> {
  const paths = await shelf.segmentPaths(task)
  const parts = await Promise.all(paths.map(path => shelf.fetch(path)))
  const there = parts.filter(part => part !== undefined)
  if (there.length < parts.length) throw new Error('A part of this film is not in the store.')
  const image = joinFilms(there)
  const { prompt } = orderOf(task)
  return {
    image,
    thumbnail: firstFrame(image),
    params: { prompt, width: film.width, height: film.height, pictures: paths.length },
    leftovers: paths,
  }
}
