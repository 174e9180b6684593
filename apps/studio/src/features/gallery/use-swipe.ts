import { type PointerEvent, useRef } from 'react'

/** How far a finger goes before it means it, in pixels. */
const FAR_ENOUGH = 56

interface SwipeHandlers {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void
  readonly onPointerCancel: (event: PointerEvent<HTMLElement>) => void
}

interface Swipes {
  readonly onLeft: (() => void) | undefined
  readonly onRight: (() => void) | undefined
  readonly onDown: () => void
}

interface Start {
  readonly pointer: number
  readonly x: number
  readonly y: number
}

/** Which way a finger has gone; undefined when not far enough, or not clearly. */
export function directionOf(x: number, y: number): 'left' | 'right' | 'down' | undefined {
  if (Math.abs(x) > FAR_ENOUGH && Math.abs(x) > 1.5 * Math.abs(y)) return x < 0 ? 'left' : 'right'
  return y > 2 * FAR_ENOUGH && y > 2 * Math.abs(x) ? 'down' : undefined
}

/** What a finger means that is drawn across an element; the element follows it. A second finger is a pinch. */
export function useSwipe({ onLeft, onRight, onDown }: Swipes): SwipeHandlers {
  const start = useRef<Start>(undefined)
  const end = (element: HTMLElement): void => {
    start.current = undefined
    element.style.translate = ''
  }
  return {
    onPointerDown: event => {
      if (event.pointerType === 'mouse') return
      if (start.current !== undefined) return end(event.currentTarget)
      start.current = { pointer: event.pointerId, x: event.clientX, y: event.clientY }
    },
    onPointerMove: event => {
      const from = start.current
      if (from?.pointer !== event.pointerId) return
      const [x, y] = [event.clientX - from.x, Math.max(0, event.clientY - from.y)]
      event.currentTarget.style.translate = Math.abs(x) > y ? `${x}px 0` : `0 ${y}px`
    },
    onPointerUp: event => {
      const from = start.current
      if (from?.pointer !== event.pointerId) return
      end(event.currentTarget)
      const direction = directionOf(event.clientX - from.x, event.clientY - from.y)
      if (direction === 'left') onLeft?.()
      if (direction === 'right') onRight?.()
      if (direction === 'down') onDown()
    },
    onPointerCancel: event => end(event.currentTarget),
  }
}
