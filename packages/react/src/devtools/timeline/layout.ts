import { lanes, type Lane } from './lanes.ts'
import type { Span } from './spans.ts'
import type { View } from './view.ts'

/** What is drawn as one: a span, or several that would lie on one another. */
export interface Mark {
  readonly x: number
  readonly width: number
  readonly row: number
  readonly spans: readonly [Span, ...Span[]]
}

export interface LaneLayout {
  readonly lane: Lane
  readonly y: number
  readonly height: number
  readonly marks: readonly Mark[]
}

export interface Layout {
  readonly lanes: readonly LaneLayout[]
  readonly height: number
  /** The mark that a span is in; undefined when it is out of view. */
  readonly markOf: (id: number) => (Mark & { readonly lane: LaneLayout }) | undefined
}

interface Space {
  readonly view: View
  /** In px. */
  readonly width: number
  readonly now: number
  readonly hidden: ReadonlySet<Lane>
}

const ROW_PX = 16
const LANE_MARGIN_PX = 5
/** A moment is drawn as wide as this. */
export const MOMENT_PX = 8
/** Marks of one row keep this distance, or become one. */
const GAP_PX = 2
const MOST_ROWS: Readonly<Record<Lane, number>> = {
  change: 2,
  event: 2,
  flush: 3,
  fetch: 5,
  render: 3,
  connection: 3,
  log: 2,
  page: 2,
}

/**
 * Where everything in `view` is drawn. Each lane has as many rows as things happen at once in it, up to a
 * limit; what finds no free row joins the last mark of the last row. So the number of marks is bounded by the
 * width, however many spans there are.
 */
export function layOut(spans: readonly Span[], space: Space): Layout {
  const byLane = new Map<Lane, Draft[][]>()
  for (const span of spans) {
    const box = boxOf(span, space)
    if (box === undefined) continue
    const rows = byLane.get(span.lane) ?? []
    byLane.set(span.lane, rows)
    place(span, box, rows)
  }
  let y = 0
  const laid: LaneLayout[] = []
  for (const lane of lanes) {
    if (space.hidden.has(lane)) continue
    const rows = byLane.get(lane) ?? []
    const height = Math.max(1, rows.length) * ROW_PX + 2 * LANE_MARGIN_PX
    laid.push({ lane, y, height, marks: rows.flat().toSorted((a, b) => a.x - b.x) })
    y += height
  }
  return { lanes: laid, height: y, markOf: finder(laid) }
}

/** The vertical middle of a mark. */
export function middleOf({ y }: Pick<LaneLayout, 'y'>, { row }: Pick<Mark, 'row'>): number {
  return y + LANE_MARGIN_PX + row * ROW_PX + ROW_PX / 2
}

interface Box {
  readonly x: number
  readonly width: number
}

function boxOf({ from, to }: Span, { view, width, now }: Space): Box | undefined {
  const end = to ?? Math.max(now, from)
  if (end < view.from || from > view.to) return undefined
  const px = width / (view.to - view.from)
  const left = Math.max(-MOMENT_PX, (from - view.from) * px)
  const right = Math.min(width + MOMENT_PX, (end - view.from) * px)
  const isMoment = right - left < MOMENT_PX
  return isMoment ? { x: left - MOMENT_PX / 2, width: MOMENT_PX } : { x: left, width: right - left }
}

/** A mark that may still grow. */
interface Draft {
  readonly x: number
  width: number
  readonly row: number
  readonly spans: [Span, ...Span[]]
}

/** In the first row that is free there; where none is and there can be no further one, within the last mark. */
function place(span: Span, { x, width }: Box, rows: Draft[][]): void {
  for (let row = 0; row < MOST_ROWS[span.lane]; row += 1) {
    const marks = (rows[row] ??= [])
    const last = marks.at(-1)
    if (last === undefined || last.x + last.width + GAP_PX <= x) {
      marks.push({ x, width, row, spans: [span] })
      return
    }
  }
  const last = rows.at(-1)?.at(-1)
  if (last === undefined) return
  last.spans.push(span)
  last.width = Math.max(last.width, x + width - last.x)
}

function finder(laid: readonly LaneLayout[]): Layout['markOf'] {
  const found = new Map<number, Mark & { readonly lane: LaneLayout }>()
  for (const lane of laid)
    for (const mark of lane.marks) {
      const inLane = { ...mark, lane }
      for (const { id } of mark.spans) found.set(id, inLane)
    }
  return id => found.get(id)
}
