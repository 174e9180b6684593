import { useCallback, useState } from 'react'
import type { Generation } from './generation.ts'

/** A picture and where in the list it stood when it was opened. */
export interface Place {
  readonly generation: Generation
  readonly index: number
}

/** The picture that is open, and how to get to its neighbours. */
export interface LightboxState {
  /** Undefined while the lightbox is closed. */
  readonly shown: Place | undefined
  /** Whether the open picture is among those on screen; else nobody has said that it still exists. */
  readonly isListed: boolean
  /** Undefined where there is none. */
  readonly previous: (() => void) | undefined
  readonly next: (() => void) | undefined
  /** The pictures beside it, as far as they are on this page. */
  readonly beside: readonly Generation[]
  /** The same function for ever. */
  readonly open: (place: Place | undefined) => void
}

/** The pages that a list is one of. */
export interface LightboxPages {
  /** From 1. */
  readonly page: number
  readonly last: number
  readonly onPage: (page: number) => void
  /** True once the list is that of `page`, and not one that stands in for it. */
  readonly isHere: boolean
}

interface Around {
  readonly shown: Place | undefined
  readonly previous: Place | undefined
  readonly next: Place | undefined
}

/**
 * Where a picture and its neighbours are in the list now. New pictures may have pushed it off the page
 * while it was being looked at: it stays open, and those around its old place are its neighbours.
 */
export function around(items: readonly Generation[], opened: Place): Around {
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

/** A page that is being turned to, and which of its pictures to open. */
interface Turn {
  readonly page: number
  readonly at: 0 | -1
}

/** `pages`: where the list goes on beyond its ends; without it the ends are the ends. */
export function useLightbox(items: readonly Generation[], pages?: LightboxPages): LightboxState {
  const [opened, setOpened] = useState<Place>()
  const [turn, setTurn] = useState<Turn>()
  const open = useCallback((place: Place | undefined) => {
    setTurn(undefined)
    setOpened(place)
  }, [])
  if (turn !== undefined && pages?.page === turn.page && pages.isHere) {
    const generation = items.at(turn.at)
    open(generation && { generation, index: items.indexOf(generation) })
  }
  if (opened === undefined) {
    return {
      shown: undefined,
      isListed: false,
      previous: undefined,
      next: undefined,
      beside: [],
      open,
    }
  }
  const { shown, previous, next } = around(items, opened)
  const to = (place: Place | undefined, beyond: Turn): (() => void) | undefined => {
    if (place !== undefined) return () => open(place)
    if (pages === undefined || beyond.page < 1 || beyond.page > pages.last) return undefined
    return () => {
      setTurn(beyond)
      pages.onPage(beyond.page)
    }
  }
  const page = pages?.page ?? 1
  return {
    shown,
    isListed: turn !== undefined || items.some(({ id }) => id === opened.generation.id),
    previous: to(previous, { page: page - 1, at: -1 }),
    next: to(next, { page: page + 1, at: 0 }),
    beside: [previous, next].flatMap(place => place?.generation ?? []),
    open,
  }
}
