import { jsonOf, keyWords } from '../entry.ts'
import { searched } from '../search.ts'
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
  const has = searched(text)
  return spans.filter(span => !hidden.has(span.lane) && has(() => saidBy(span)))
}

function saidBy(span: Span): string {
  const details = span.entries.map(({ what, detail }) => `${what} ${jsonOf(detail)}`)
  const keys = keysOfSpan(span).map(keyWords)
  return [span.lane, span.title, ...details, ...keys].join(' ')
}
