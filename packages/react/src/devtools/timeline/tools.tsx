import type { ReactNode } from 'react'
import { IconButton } from '../shell/buttons.tsx'
import { SearchField } from '../shell/search-field.tsx'
import { lanes, laneWords, type Lane } from './lanes.ts'
import type { Timeline } from './use-timeline.ts'
import { ZOOM } from './view.ts'

interface ToolsProps {
  readonly timeline: Timeline
  readonly isLive: boolean
}

/** What is shown, and how close. */
export function Tools({ timeline, isLive }: ToolsProps): ReactNode {
  const { chosen, filter, paused, follows } = timeline
  return (
    <div className="tools">
      <SearchField
        label="Filter the timeline"
        placeholder="Word, table or key"
        text={filter.text}
        onText={text => timeline.setFilter({ ...filter, text })}
      />
      <div className="chips" role="group" aria-label="Lanes">
        {lanes.map(lane => (
          <button
            key={lane}
            type="button"
            className="chip"
            data-lane={lane}
            title={laneWords[lane]}
            aria-pressed={!filter.hidden.has(lane)}
            onClick={() => timeline.setFilter({ ...filter, hidden: toggled(filter.hidden, lane) })}
          >
            {lane}
          </button>
        ))}
      </div>
      <div className="end">
        {isLive && (
          <IconButton
            icon={paused ? 'play' : 'pause'}
            label={paused ? 'Go on' : 'Pause'}
            pressed={paused}
            onClick={() => timeline.setPaused(!paused)}
          />
        )}
        <IconButton icon="minus" label="Zoom out" onClick={() => timeline.zoom(ZOOM)} />
        <IconButton icon="plus" label="Zoom in" onClick={() => timeline.zoom(1 / ZOOM)} />
        <IconButton
          icon="fit"
          label={chosen ? 'Show its whole chain' : 'Show everything'}
          onClick={timeline.fit}
        />
        {isLive && (
          <button type="button" className="button" disabled={follows} onClick={timeline.follow}>
            To the present
          </button>
        )}
      </div>
    </div>
  )
}

function toggled(hidden: ReadonlySet<Lane>, lane: Lane): ReadonlySet<Lane> {
  const next = new Set(hidden)
  if (!next.delete(lane)) next.add(lane)
  return next
}
