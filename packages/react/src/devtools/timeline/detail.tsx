import { useEffect, useRef, type ReactNode } from 'react'
import { focused } from '../browser-page.ts'
import { keyWords } from '../entry.ts'
import { IconButton } from '../shell/buttons.tsx'
import { clockTime, duration } from '../time-words.ts'
import { whyFetched } from '../words.ts'
import { branchesOf, type Branch } from './causality.ts'
import { factsOf } from './facts.ts'
import { laneWords } from './lanes.ts'
import { keysOfSpan, outcomeOf, type Span } from './spans.ts'
import type { Timeline } from './use-timeline.ts'

interface DetailProps {
  readonly timeline: Timeline
  readonly span: Span
}

/** Everything about one span: when, what, its causes and its effects, each of which can be chosen in turn. */
export function Detail({ timeline, span }: DetailProps): ReactNode {
  const { causality } = timeline
  const aside = useRef<HTMLElement>(null)
  useEffect(() => {
    aside.current?.scrollTo?.(0, 0)
    // What was pressed to get here is gone with what was chosen before, and the focus with it.
    if (focused()?.tagName === 'BODY') aside.current?.focus()
  }, [span.id])
  const lost = causality.lost(span.id).length
  return (
    <aside ref={aside} className="side" aria-label="What is chosen" tabIndex={-1}>
      <div className="top">
        <div>
          <h3>{span.title}</h3>
          <p className="soft">{laneWords[span.lane]}</p>
        </div>
        <IconButton
          icon="close"
          label="Choose nothing"
          onClick={() => timeline.choose(undefined)}
        />
      </div>
      <p>
        At {clockTime(span.from, true)}
        {lastsWords(span, timeline.now)}.
        {span.lane === 'fetch' && ` It was asked for ${whyFetched(span.entries[0])}.`}
      </p>
      <h4>What led to it</h4>
      <Tree timeline={timeline} branches={branchesOf(span.id, causality.causes)} name="Causes" />
      {causality.causes(span.id).length === 0 && lost === 0 && (
        <p className="soft">Nothing that the trace knows: it came by itself, or from outside.</p>
      )}
      {lost > 0 && (
        <p className="soft">
          {lost === 1 ? 'One cause' : `${lost} causes`} of it left the trace, which keeps the newest
          entries only.
        </p>
      )}
      <h4>What it led to</h4>
      <Tree timeline={timeline} branches={branchesOf(span.id, causality.effects)} name="Effects" />
      {causality.effects(span.id).length === 0 && <p className="soft">Nothing so far.</p>}
      <Facts span={span} />
    </aside>
  )
}

function Facts({ span }: Pick<DetailProps, 'span'>): ReactNode {
  const keys = [...new Set(keysOfSpan(span).map(keyWords))]
  return (
    <>
      {keys.length > 0 && (
        <>
          <h4>{keys.length === 1 ? 'Key' : 'Keys'}</h4>
          {keys.map(key => (
            <p key={key} className="mono">
              {key}
            </p>
          ))}
        </>
      )}
      <h4>Facts</h4>
      <dl className="facts">
        {factsOf(span).map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

function lastsWords(span: Span, now: number): string {
  if (span.to === undefined) return `, for ${duration(now - span.from)} so far`
  if (span.to === span.from) return ''
  const outcome = outcomeOf(span)
  return `, for ${duration(span.to - span.from)}${outcome === undefined ? '' : `: ${outcome}`}`
}

interface TreeProps {
  readonly timeline: Timeline
  readonly branches: readonly Branch[]
  readonly name?: string
}

function Tree({ timeline, branches, name }: TreeProps): ReactNode {
  if (branches.length === 0) return null
  return (
    <ul className={name === undefined ? undefined : 'tree'} aria-label={name}>
      {branches.map(branch => (
        <BranchItem key={branch.id} timeline={timeline} branch={branch} />
      ))}
    </ul>
  )
}

function BranchItem({
  timeline,
  branch,
}: {
  readonly timeline: Timeline
  readonly branch: Branch
}): ReactNode {
  const span = timeline.find(branch.id)
  if (span === undefined) return null
  const since = span.from - (timeline.chosen?.from ?? span.from)
  return (
    <li>
      <button type="button" data-lane={span.lane} onClick={() => timeline.choose(span.id)}>
        <span className="name">{span.title}</span>
        <span className="when">{since === 0 ? 'at once' : signed(since)}</span>
      </button>
      <Tree timeline={timeline} branches={branch.branches} />
    </li>
  )
}

function signed(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${duration(Math.abs(ms))}`
}
