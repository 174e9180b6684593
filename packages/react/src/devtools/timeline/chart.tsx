import { useEffect, useId, useRef, useState, type ReactNode } from 'react'
import { watchWidth } from '../browser-page.ts'
import { clockTime } from '../time-words.ts'
import { Labels, Lanes } from './lanes-layer.tsx'
import { layOut, type Layout } from './layout.ts'
import { Links } from './links.tsx'
import { useChartGestures } from './use-chart-gestures.ts'
import type { Timeline } from './use-timeline.ts'
import { ticksOf } from './view.ts'

const GUTTER_PX = 92
/** Above the lanes: the first to be seen where there is little room. */
const AXIS_PX = 22
/** As wide as a moment's name. */
const LABEL_PX = 74
const FIRST_WIDTH_PX = 900

/** The timeline as a list box: arrows walk through time and along causes, + and − zoom. */
export function Chart({ timeline }: { readonly timeline: Timeline }): ReactNode {
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(FIRST_WIDTH_PX)
  const id = useId()
  useEffect(() => (box.current ? watchWidth(box.current, setWidth) : undefined), [])
  const { chosen, now, shown, view, filter } = timeline
  const inner = Math.max(120, width - GUTTER_PX)
  const layout = layOut(shown, { view, width: inner, now, hidden: filter.hidden })
  const gestures = useChartGestures(timeline, { gutter: GUTTER_PX, width: inner })
  const height = layout.height + AXIS_PX
  const isDrawn = chosen !== undefined && layout.markOf(chosen.id) !== undefined
  return (
    <div ref={box}>
      <svg
        {...gestures}
        className="chart"
        width={width}
        height={height}
        role="listbox"
        aria-label="Timeline"
        aria-describedby={`${id}-keys`}
        aria-activedescendant={isDrawn ? `${id}-${chosen.id}` : undefined}
        tabIndex={0}
        data-chosen={chosen ? '' : undefined}
      >
        <g transform={`translate(0 ${AXIS_PX})`}>
          <Grid timeline={timeline} layout={layout} width={inner} />
          <g transform={`translate(${GUTTER_PX} 0)`}>
            <Lanes timeline={timeline} layout={layout} width={inner} id={id} />
            <Labels timeline={timeline} layout={layout} width={inner} />
            <Links timeline={timeline} layout={layout} />
          </g>
          <Gutter layout={layout} />
        </g>
      </svg>
      <p className="hint" id={`${id}-keys`}>
        Left and right: through time. Up: to a cause. Down: to an effect. Plus, minus: zoom. Shift
        and left or right: move. F: fit. Escape: choose nothing.
      </p>
    </div>
  )
}

interface GridProps {
  readonly timeline: Timeline
  readonly layout: Layout
  readonly width: number
}

function Grid({ timeline: { view, now }, layout, width }: GridProps): ReactNode {
  const place = (at: number): number =>
    GUTTER_PX + ((at - view.from) / (view.to - view.from)) * width
  const ticks = ticksOf(view, width / 110, (at, step) => clockTime(at, step < 1_000))
  return (
    <g aria-hidden="true">
      {layout.lanes.map(({ lane, y, height }, n) => (
        <rect
          key={lane}
          className="band"
          data-odd={n % 2 === 1 ? '' : undefined}
          x={0}
          y={y}
          width={GUTTER_PX + width}
          height={height}
        />
      ))}
      {ticks.map(({ at, label }) => (
        <g key={at}>
          <line className="grid" x1={place(at)} x2={place(at)} y1={0} y2={layout.height} />
          {place(at) > GUTTER_PX + LABEL_PX / 2 && (
            <text x={place(at)} y={-7} textAnchor="middle">
              {label}
            </text>
          )}
        </g>
      ))}
      {now >= view.from && now <= view.to && (
        <line className="now" x1={place(now)} x2={place(now)} y1={0} y2={layout.height} />
      )}
    </g>
  )
}

/** The lanes' names, over what is drawn too far to the left. */
function Gutter({ layout }: { readonly layout: Layout }): ReactNode {
  return (
    <g aria-hidden="true">
      <rect
        className="gutter"
        x={0}
        y={-AXIS_PX}
        width={GUTTER_PX}
        height={layout.height + AXIS_PX}
      />
      {layout.lanes.map(({ lane, y, height }) => (
        <text key={lane} className="lane" x={14} y={y + height / 2 + 4}>
          {lane}
        </text>
      ))}
      <line className="edge" x1={GUTTER_PX - 0.5} x2={GUTTER_PX - 0.5} y1={0} y2={layout.height} />
      {[0, layout.height].map(y => (
        <line key={y} className="edge" x1={0} x2="100%" y1={y} y2={y} />
      ))}
    </g>
  )
}
