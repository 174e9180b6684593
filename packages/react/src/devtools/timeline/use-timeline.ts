import type { TraceSnapshot } from '@everfresh/core'
import { useMemo, useState } from 'react'
import { useNow } from '../use-now.ts'
import type { Sight } from '../use-sight.ts'
import { causalityOf, kinOf, type Causality } from './causality.ts'
import { filtered, noFilter, type Filter } from './filter.ts'
import { spansOf, type Span } from './spans.ts'
import { fitting, panned, showing, zoomed, type View } from './view.ts'

/** Where a person looks: along with the present, or at a part of the past. */
type Look = { readonly follows: number } | View

export interface Timeline {
  /** The spans that the filter leaves. */
  readonly shown: readonly Span[]
  readonly causality: Causality
  readonly find: (id: number) => Span | undefined
  readonly chosen: Span | undefined
  /** The ids of the chosen one, its causes and its effects; empty where none is chosen. */
  readonly family: ReadonlySet<number>
  readonly view: View
  readonly now: number
  readonly follows: boolean
  readonly filter: Filter
  readonly paused: boolean
  readonly setFilter: (filter: Filter) => void
  readonly setPaused: (paused: boolean) => void
  /** Undefined: nothing is. */
  readonly choose: (id: number | undefined) => void
  /** The next or the previous one in time. */
  readonly step: (by: 1 | -1) => void
  readonly zoom: (factor: number, at?: number) => void
  readonly pan: (ms: number) => void
  /** Shows the chosen one with all its causes and effects; all there is, where none is chosen. */
  readonly fit: () => void
  readonly follow: () => void
}

const FIRST_LENGTH_MS = 30_000
/** The present is not at the very edge. */
const AHEAD = 0.04

export function useTimeline(sight: Sight, snapshot: TraceSnapshot): Timeline {
  const isLive = sight.loaded === undefined
  const [frozen, setFrozen] = useState<TraceSnapshot>()
  const [filter, setFilter] = useState(noFilter)
  const [chosenId, choose] = useState<number>()
  const source = frozen ?? snapshot
  const goesOn = isLive && frozen === undefined
  const now = useNow(sight.clock, 500, goesOn ? undefined : source.takenAt)
  const { entries } = source
  const spans = useMemo(() => spansOf(entries), [entries])
  const causality = useMemo(() => causalityOf(spans), [spans])
  const shown = useMemo(() => filtered(spans, filter), [spans, filter])
  const byId = useMemo(() => new Map(spans.map(span => [span.id, span])), [spans])
  const chosen = chosenId === undefined ? undefined : byId.get(chosenId)
  const family = useMemo(() => familyOf(chosen, causality), [chosen, causality])
  const [look, setLook] = useState<Look>(
    () => (isLive ? undefined : fitting(spans, now)) ?? { follows: FIRST_LENGTH_MS },
  )
  const view = viewOf(look, now)

  const show = (span: Span | undefined): void => {
    if (span === undefined) return
    choose(span.id)
    const next = showing(view, span, now)
    if (next !== view) setLook(next)
  }
  return {
    shown,
    causality,
    find: id => byId.get(id),
    chosen,
    family,
    view,
    now,
    follows: 'follows' in look,
    filter,
    paused: frozen !== undefined,
    setFilter,
    setPaused: paused => setFrozen(paused ? snapshot : undefined),
    choose: id => (id === undefined ? choose(undefined) : show(byId.get(id))),
    step: by => show(neighbour(shown, chosen, by)),
    zoom: (factor, at) => setLook(zoomedLook(look, now, factor, at)),
    pan: ms => setLook(panned(view, ms)),
    fit: () => setLook(fitting(chosen ? relatives(spans, family) : spans, now) ?? view),
    follow: () => setLook({ follows: Math.min(view.to - view.from, FIRST_LENGTH_MS * 4) }),
  }
}

function viewOf(look: Look, now: number): View {
  if (!('follows' in look)) return look
  const ahead = look.follows * AHEAD
  return { from: now - look.follows + ahead, to: now + ahead }
}

/** A view that follows goes on following when it is zoomed around no moment in particular. */
function zoomedLook(look: Look, now: number, factor: number, at?: number): Look {
  const view = viewOf(look, now)
  if ('follows' in look && at === undefined) {
    const { from, to } = zoomed(view, factor, now)
    return { follows: to - from }
  }
  return zoomed(view, factor, at ?? (view.from + view.to) / 2)
}

function neighbour(shown: readonly Span[], chosen: Span | undefined, by: 1 | -1): Span | undefined {
  if (chosen === undefined) return shown.at(-1)
  const at = shown.findIndex(({ id }) => id === chosen.id)
  return shown[at + by]
}

function familyOf(chosen: Span | undefined, causality: Causality): ReadonlySet<number> {
  if (chosen === undefined) return new Set()
  const { causes, effects } = kinOf(chosen.id, causality)
  return new Set([...causes, chosen.id, ...effects])
}

function relatives(spans: readonly Span[], family: ReadonlySet<number>): readonly Span[] {
  // What lasts (a connection) is in the tree by its beginning.
  return spans
    .filter(({ id }) => family.has(id))
    .map(span => (span.lane === 'fetch' ? span : { ...span, to: span.from }))
}
