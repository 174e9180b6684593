import type { Announcements, ScreenReaderInstructions } from '@dnd-kit/core'

/** What a row is called, and where it is, from 1. */
export type Namer = (id: unknown) => {
  readonly name: string
  readonly place: number
  readonly count: number
}

export const instructions: ScreenReaderInstructions = {
  draggable:
    'Press Space to pick it up, the arrow keys to move it, Space to put it down, Escape to leave it where it was.',
}

/** What a screen reader says of each step. */
export function sayings(namer: Namer): Announcements {
  const at = (id: unknown): string => {
    const { place, count } = namer(id)
    return `place ${place} of ${count}`
  }
  return {
    onDragStart: ({ active }) => `Picked up ${namer(active.id).name}, ${at(active.id)}.`,
    onDragOver: ({ active, over }) =>
      over === null ? undefined : `${namer(active.id).name} is over ${at(over.id)}.`,
    onDragEnd: ({ active, over }) =>
      over === null
        ? `${namer(active.id).name} stays where it was.`
        : `${namer(active.id).name} was put down at ${at(over.id)}.`,
    onDragCancel: ({ active }) => `${namer(active.id).name} stays where it was.`,
  }
}
