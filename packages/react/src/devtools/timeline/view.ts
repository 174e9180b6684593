import type { Span } from './spans.ts'

/** The part of time that is on screen, in ms since the epoch. */
export interface View {
  readonly from: number
  readonly to: number
}

/** A step of zooming: the time on screen becomes so many times as long, or as short. */
export const ZOOM = 1.6
/** Closer than that there is nothing more to see: entries have whole milliseconds. */
const CLOSEST_MS = 8
const FARTHEST_MS = 24 * 3_600_000

/** Makes the time on screen `factor` times as long; what is at `at` stays in its place. */
export function zoomed({ from, to }: View, factor: number, at: number): View {
  const length = Math.min(FARTHEST_MS, Math.max(CLOSEST_MS, (to - from) * factor))
  const share = (at - from) / (to - from)
  return { from: at - share * length, to: at + (1 - share) * length }
}

export function panned({ from, to }: View, ms: number): View {
  return { from: from + ms, to: to + ms }
}

/** The view that shows all of `spans` with a margin. What still lasts ends at `now`. */
export function fitting(spans: readonly Span[], now: number): View | undefined {
  if (spans.length === 0) return undefined
  const from = Math.min(...spans.map(span => span.from))
  const to = Math.max(...spans.map(span => span.to ?? now))
  const length = Math.max(to - from, CLOSEST_MS)
  const margin = length * 0.08
  const middle = (from + to) / 2
  return { from: middle - length / 2 - margin, to: middle + length / 2 + margin }
}

/** Moves the view just as far that `span` is in it. */
export function showing(view: View, { from, to }: Span, now: number): View {
  const length = view.to - view.from
  const margin = length * 0.1
  const end = Math.min(to ?? now, from + length - 2 * margin)
  if (from < view.from + margin) return panned(view, from - view.from - margin)
  if (end > view.to - margin) return panned(view, end - view.to + margin)
  return view
}

export interface Tick {
  readonly at: number
  readonly label: string
}

const STEPS_MS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000,
  600_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000,
] as const

/** Round moments in `view`, at most `most` of them. `label` is given the moment and the step, in ms. */
export function ticksOf(
  { from, to }: View,
  most: number,
  label: (at: number, stepMs: number) => string,
): readonly Tick[] {
  const wished = (to - from) / Math.max(1, most)
  const step = STEPS_MS.find(ms => ms >= wished) ?? 86_400_000
  const ticks: Tick[] = []
  for (let at = Math.ceil(from / step) * step; at <= to; at += step)
    ticks.push({ at, label: label(at, step) })
  return ticks
}
