import type { ReactNode } from 'react'
import { middleOf, MOMENT_PX, type Layout } from './layout.ts'
import type { Timeline } from './use-timeline.ts'

interface LinksProps {
  readonly timeline: Timeline
  readonly layout: Layout
}

/** Lines from causes to effects, through the whole tree of what is chosen. */
export function Links({ timeline, layout }: LinksProps): ReactNode {
  const { causality, chosen, family } = timeline
  if (chosen === undefined) return null
  return (
    <g aria-hidden="true">
      {Array.from(family).flatMap(id =>
        causality
          .causes(id)
          .filter(cause => family.has(cause))
          .map(cause => (
            <Link
              key={`${cause} ${id}`}
              from={layout.markOf(cause)}
              to={layout.markOf(id)}
              direct={cause === chosen.id || id === chosen.id}
            />
          )),
      )}
    </g>
  )
}

type Place = ReturnType<Layout['markOf']>

interface LinkProps {
  readonly from: Place
  readonly to: Place
  readonly direct: boolean
}

/** From where the cause had its effect (a fetch: its end) to the effect's beginning. */
function Link({ from, to, direct }: LinkProps): ReactNode {
  if (from === undefined || to === undefined) return null
  const x1 = from.lane.lane === 'fetch' ? from.x + from.width - 2 : from.x + MOMENT_PX / 2
  const y1 = middleOf(from.lane, from)
  const x2 = to.x + MOMENT_PX / 2
  const y2 = middleOf(to.lane, to)
  const middle = (y1 + y2) / 2
  return (
    <>
      <path
        className="link"
        data-direct={direct ? '' : undefined}
        d={`M${x1} ${y1}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`}
      />
      <circle className="tip-end" cx={x2} cy={y2} r={2.2} />
    </>
  )
}
