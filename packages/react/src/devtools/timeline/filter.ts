import { keyWords } from '../entry.ts'
import type { Lane } from './lanes.ts'
import { keysOfSpan, type Span } from './spans.ts'

export interface Filter {
  /** Lanes that are not shown. */
  readonly hidden: ReadonlySet<Lane>
  /** Words that must all be found in what a span says, or in its keys; case does not count. `''`: all. */
  readonly text: string
}

export const noFilter: Filter = { hidden: new Set(), text: '' }

/** The spans that a person wishes to see. */
export function filtered(spans: readonly Span[], { hidden, text }: Filter): readonly Span[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return spans.filter(span => {
    if (hidden.has(span.lane)) return false
    if (words.length === 0) return true
    const said = saidBy(span)
    return words.every(word => said.includes(word))
  })
}

function saidBy(span: Span): string {
  const details = span.entries.map(({ what, detail }) => `${what} ${JSON.stringify(detail)}`)
  const keys = keysOfSpan(span).map(keyWords)
  return [span.lane, span.title, ...details, ...keys].join(' ').toLowerCase()
}
