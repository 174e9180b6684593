import { useCallback, useState } from 'react'
import type { Generation } from './generation.ts'

/** A picture and where in the list it stood when it was opened. */
export interface Place {
  readonly generation: Generation
  readonly index: number
}

/** The picture that is open, and its neighbours. */
export interface LightboxState {
  /** Undefined while the lightbox is closed. */
  readonly shown: Place | undefined
  readonly previous: Place | undefined
  readonly next: Place | undefined
  /** The same function for ever. */
  readonly open: (place: Place | undefined) => void
}

/**
 * Where a picture and its neighbours are in the list now. New pictures may have pushed it off the page
 * while it was being looked at: it stays open, and those around its old place are its neighbours.
 */
export function around(items: readonly Generation[], opened: Place): Omit<LightboxState, 'open'> {
  const place = (index: number): Place | undefined => {
    const generation = items[index]
    return generation && { generation, index }
  }
  const index = items.findIndex(item => item.id === opened.generation.id)
  if (index === -1) {
    return { shown: opened, previous: place(opened.index - 1), next: place(opened.index) }
  }
  return { shown: place(index), previous: place(index - 1), next: place(index + 1) }
}

export function useLightbox(items: readonly Generation[]): LightboxState {
  const [opened, setOpened] = useState<Place>()
  const open = useCallback((place: Place | undefined) => setOpened(place), [])
  if (opened === undefined) return { shown: undefined, previous: undefined, next: undefined, open }
  return { ...around(items, opened), open }
}
