import type { ReactNode } from 'react'
import { clockTime, duration } from '../time-words.ts'
import { middleOf, type LaneLayout, type Layout, type Mark } from './layout.ts'
import type { Span } from './spans.ts'
import type { Timeline } from './use-timeline.ts'

interface LanesProps {
  readonly timeline: Timeline
  readonly layout: Layout
  readonly width: number
  /** Each option's id begins with it. */
  readonly id: string
}

/** All marks, lane by lane. */
export function Lanes({ timeline, layout, width, id }: LanesProps): ReactNode {
  return layout.lanes
    .filter(({ marks }) => marks.length > 0)
    .map(lane => (
      <g key={lane.lane} role="group" aria-label={lane.lane} data-lane={lane.lane}>
        {lane.marks.map(mark => (
          <MarkShape
            key={mark.spans[0].id}
            mark={mark}
            lane={lane}
            timeline={timeline}
            width={width}
            id={id}
          />
        ))}
      </g>
    ))
}

interface MarkShapeProps extends Omit<LanesProps, 'layout'> {
  readonly mark: Mark
  readonly lane: LaneLayout
}

const BAR_PX = 12
const LETTER_PX = 6.2

function MarkShape({ mark, lane, timeline, width, id }: MarkShapeProps): ReactNode {
  const { chosen, family, now } = timeline
  const inIt = mark.spans.find(span => span.id === chosen?.id)
  const span = inIt ?? mark.spans[0]
  const { x, y, shownWidth } = placeOf(mark, lane, width)
  return (
    <g
      role="option"
      id={`${id}-${span.id}`}
      aria-selected={inIt !== undefined}
      aria-label={spoken(mark, span, now)}
      data-span={span.id}
    >
      <title>{spoken(mark, span, now)}</title>
      <rect
        className="mark"
        x={x}
        y={y}
        width={Math.max(3, shownWidth)}
        height={BAR_PX}
        rx={3.5}
        data-tone={span.tone}
        data-open={span.to === undefined && span.lane === 'fetch' ? '' : undefined}
        data-kin={isOf(family, mark) ? '' : undefined}
        data-chosen={inIt ? '' : undefined}
      />
    </g>
  )
}

function isOf(family: ReadonlySet<number>, { spans }: Mark): boolean {
  return spans.some(({ id }) => family.has(id))
}

function placeOf(mark: Mark, lane: LaneLayout, width: number) {
  const x = Math.max(mark.x, -4)
  const shownWidth = Math.min(mark.x + mark.width, width + 4) - x
  return { x, y: middleOf(lane, mark) - BAR_PX / 2, shownWidth }
}

/** The words within marks. Beside the options, whose names they cut short. */
export function Labels({ timeline, layout, width }: Omit<LanesProps, 'id'>): ReactNode {
  const { family } = timeline
  return (
    <g aria-hidden="true">
      {layout.lanes.flatMap(lane =>
        lane.marks.map(mark => {
          const { x, y, shownWidth } = placeOf(mark, lane, width)
          const words = labelOf(mark, Math.floor((shownWidth - 12) / LETTER_PX))
          return words === '' ? null : (
            <text
              key={mark.spans[0].id}
              className="inside"
              data-kin={isOf(family, mark) ? '' : undefined}
              x={x + 6}
              y={y + BAR_PX - 2.6}
            >
              {words}
            </text>
          )
        }),
      )}
    </g>
  )
}

/** What fits into the mark; nothing where hardly anything does. */
function labelOf({ spans }: Mark, letters: number): string {
  const words = spans.length > 1 ? `${spans.length} × ${spans[0].lane}` : spans[0].title
  if (letters < 6) return ''
  return words.length <= letters ? words : `${words.slice(0, letters - 1)}…`
}

function spoken({ spans }: Mark, span: Span, now: number): string {
  const at = clockTime(span.from, true)
  const lasts =
    span.to === span.from
      ? ''
      : `, ${duration((span.to ?? now) - span.from)}${span.to === undefined ? ' so far' : ''}`
  const more = spans.length > 1 ? `, and ${spans.length - 1} more here` : ''
  return `${span.title}, ${at}${lasts}${more}`
}
