import type { TraceSnapshot } from '@everfresh/core'
import type { ReactNode } from 'react'
import { Empty } from '../shell/empty.tsx'
import type { Sight } from '../use-sight.ts'
import { Chart } from './chart.tsx'
import { Detail } from './detail.tsx'
import { Tools } from './tools.tsx'
import { useTimeline } from './use-timeline.ts'

interface TimelineTabProps {
  readonly sight: Sight
  readonly snapshot: TraceSnapshot
}

/** What happened, in lanes from the change to the screen, and what led to what. */
export function TimelineTab({ sight, snapshot }: TimelineTabProps): ReactNode {
  const timeline = useTimeline(sight, snapshot)
  if (snapshot.entries.length === 0) {
    return (
      <Empty title="The trace is empty">
        <p>Nothing has happened yet that it records, or it is off.</p>
      </Empty>
    )
  }
  return (
    <div className="column">
      <Tools timeline={timeline} isLive={sight.loaded === undefined} />
      <div className="split">
        <div className="main">
          {timeline.shown.length === 0 ? (
            <Empty title="Nothing matches the filter" />
          ) : (
            <Chart timeline={timeline} />
          )}
        </div>
        {timeline.chosen && <Detail timeline={timeline} span={timeline.chosen} />}
      </div>
    </div>
  )
}
