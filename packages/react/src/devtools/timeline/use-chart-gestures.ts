import { useEffect, useRef, type KeyboardEvent, type PointerEvent, type RefObject } from 'react'
import type { Timeline } from './use-timeline.ts'
import { ZOOM } from './view.ts'

interface Space {
  /** What is left of the drawn time, in px. */
  readonly gutter: number
  readonly width: number
}

interface ChartGestures {
  readonly ref: RefObject<SVGSVGElement | null>
  readonly onKeyDown: (event: KeyboardEvent) => void
  readonly onPointerDown: (event: PointerEvent<SVGSVGElement>) => void
  readonly onPointerMove: (event: PointerEvent<SVGSVGElement>) => void
  readonly onPointerUp: (event: PointerEvent<SVGSVGElement>) => void
}

/** A pointer that moved less was meant to click. */
const DRAG_PX = 4

interface Drag {
  readonly startX: number
  x: number
  moved: boolean
}

/** Keys, wheel and pointer of the chart. */
export function useChartGestures(timeline: Timeline, space: Space): ChartGestures {
  const ref = useRef<SVGSVGElement>(null)
  const drag = useRef<Drag | undefined>(undefined)
  const { view, pan } = timeline
  const msPerPx = (view.to - view.from) / space.width
  useWheel(ref, timeline, space)

  return {
    ref,
    onKeyDown: event => {
      const act = keyAct(event, timeline)
      if (act === undefined) return
      event.preventDefault()
      event.stopPropagation()
      act()
    },
    onPointerDown: ({ button, clientX }) => {
      if (button === 0) drag.current = { startX: clientX, x: clientX, moved: false }
    },
    onPointerMove: event => {
      const { current } = drag
      if (current === undefined) return
      if (event.buttons === 0) {
        drag.current = undefined
        return
      }
      const isFar = Math.abs(event.clientX - current.startX) >= DRAG_PX
      if (!current.moved && !isFar) return
      if (!current.moved) event.currentTarget.setPointerCapture(event.pointerId)
      pan((current.x - event.clientX) * msPerPx)
      current.x = event.clientX
      current.moved = true
    },
    onPointerUp: ({ target }) => {
      const { current } = drag
      drag.current = undefined
      if (current === undefined || current.moved) return
      timeline.choose(spanAt(target))
    },
  }
}

function spanAt(target: EventTarget): number | undefined {
  const mark = target instanceof Element ? target.closest('[data-span]') : null
  const id = Number(mark?.getAttribute('data-span') ?? Number.NaN)
  return Number.isNaN(id) ? undefined : id
}

/** Zooms with ctrl (or a pinch, which browsers tell as that), moves sideways. React's own listener cannot prevent. */
function useWheel(
  ref: RefObject<SVGSVGElement | null>,
  { view, zoom, pan }: Timeline,
  { gutter, width }: Space,
): void {
  useEffect(() => {
    const chart = ref.current
    if (chart === null) return
    const turn = (event: WheelEvent): void => {
      const perPx = (view.to - view.from) / width
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault()
        const x = event.clientX - chart.getBoundingClientRect().left - gutter
        zoom(Math.exp(event.deltaY / 300), view.from + x * perPx)
        return
      }
      const across = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX
      if (across === 0) return
      event.preventDefault()
      pan(across * perPx)
    }
    chart.addEventListener('wheel', turn, { passive: false })
    return () => chart.removeEventListener('wheel', turn)
  }, [ref, view, zoom, pan, gutter, width])
}

function keyAct(event: KeyboardEvent, timeline: Timeline): (() => void) | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined
  const { chosen, causality, view } = timeline
  const part = (view.to - view.from) / 5
  const acts: Readonly<Record<string, (() => void) | undefined>> = {
    ArrowRight: () => (event.shiftKey ? timeline.pan(part) : timeline.step(1)),
    ArrowLeft: () => (event.shiftKey ? timeline.pan(-part) : timeline.step(-1)),
    ArrowUp: goTo(timeline, chosen && causality.causes(chosen.id)[0]),
    ArrowDown: goTo(timeline, chosen && causality.effects(chosen.id)[0]),
    '+': () => timeline.zoom(1 / ZOOM),
    '=': () => timeline.zoom(1 / ZOOM),
    '-': () => timeline.zoom(ZOOM),
    f: timeline.fit,
    Escape: chosen && (() => timeline.choose(undefined)),
  }
  return acts[event.key]
}

function goTo(timeline: Timeline, id: number | undefined): () => void {
  return () => {
    if (id !== undefined) timeline.choose(id)
  }
}
