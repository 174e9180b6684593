import { inOrder } from './order.ts'
import { type Preview, PREVIEWS, type Shot } from './shot.ts'

/** What a change makes of the list of shots; the list itself where nothing changes. */
export type ShotsChange = (shots: readonly Shot[]) => readonly Shot[]

interface NewShot {
  readonly id: string
  readonly name: string
  readonly createdAt: string
  /** The picture that it begins with. */
  readonly picture?: Preview | undefined
}

export function created({ picture, ...shot }: NewShot): ShotsChange {
  const made = { ...shot, settings: {}, unpositioned: 0, videos: 0 }
  const previews = picture === undefined ? [] : [picture]
  return shots => [...shots, { ...made, previews, positioned: previews.length }].filter(first)
}

export function renamed(id: string, name: string): ShotsChange {
  return one(id, shot => (shot.name === name ? shot : { ...shot, name }))
}

export function removed(id: string): ShotsChange {
  return shots =>
    shots.some(shot => shot.id === id) ? shots.filter(shot => shot.id !== id) : shots
}

/** The copy comes right after the original, with its pictures and without its videos. */
export function duplicated(id: string, newId: string, createdAt: string): ShotsChange {
  return shots => {
    const at = shots.findIndex(shot => shot.id === id)
    const original = shots[at]
    if (original === undefined) return shots
    const copy = { ...original, id: newId, createdAt, name: copyName(original.name), videos: 0 }
    return shots.some(shot => shot.id === newId) ? shots : shots.toSpliced(at + 1, 0, copy)
  }
}

/** The name that the database gives a copy: it has at most 80 characters, too. */
export function copyName(name: string): string {
  return `${Array.from(name).slice(0, 75).join('').trimEnd()} copy`
}

export function reordered(ids: readonly string[]): ShotsChange {
  return shots => inOrder(shots, ids)
}

/** A picture at the end of a shot, or without a place in it. */
export function withPicture(id: string, picture: Preview, positioned: boolean): ShotsChange {
  return one(id, shot => {
    if (shot.previews.some(preview => preview.id === picture.id)) return shot
    if (!positioned) return { ...shot, unpositioned: shot.unpositioned + 1 }
    const whole = shot.previews.length === shot.positioned && shot.positioned < PREVIEWS
    return {
      ...shot,
      positioned: shot.positioned + 1,
      previews: whole ? [...shot.previews, picture] : shot.previews,
    }
  })
}

/** What leaves a shot, and how it was in it. */
export type Membership = 'positioned' | 'unpositioned' | 'video'

/** `was` undefined: not known, and then the previews say it or nothing is counted. */
export function withoutPicture(id: string, pictureId: string, was?: Membership): ShotsChange {
  return one(id, shot => {
    const previews = shot.previews.filter(preview => preview.id !== pictureId)
    if (previews.length < shot.previews.length || was === 'positioned')
      return { ...shot, previews, positioned: less(shot.positioned) }
    if (was === 'video') return { ...shot, videos: less(shot.videos) }
    return was === 'unpositioned' ? { ...shot, unpositioned: less(shot.unpositioned) } : shot
  })
}

/** The previews of a shot follow the order of its pictures, as far as they are known. */
export function withOrder(id: string, order: readonly Preview[]): ShotsChange {
  return one(id, shot => {
    const previews = order.slice(0, Math.min(PREVIEWS, shot.positioned))
    const same = previews.every(({ id: at }, index) => at === shot.previews[index]?.id)
    return same && previews.length === shot.previews.length ? shot : { ...shot, previews }
  })
}

/** One change after the other, as one. */
export function inTurn(...changes: readonly ShotsChange[]): ShotsChange {
  return shots => changes.reduce((changed, change) => change(changed), shots)
}

function one(id: string, change: (shot: Shot) => Shot): ShotsChange {
  return shots => {
    const changed = shots.map(shot => (shot.id === id ? change(shot) : shot))
    return changed.every((shot, index) => shot === shots[index]) ? shots : changed
  }
}

function less(count: number): number {
  return Math.max(0, count - 1)
}

function first({ id }: Shot, index: number, shots: readonly Shot[]): boolean {
  return shots.findIndex(shot => shot.id === id) === index
}
