import { valueWords } from '../entry.ts'
import type { Span } from './spans.ts'

/** Shown elsewhere, or of no use to a person. */
const KNOWN: ReadonlySet<string> = new Set(['key', 'keys', 'hash'])

/** What the entries of a span say besides, in their order: names and values. */
export function factsOf({ entries }: Span): readonly (readonly [string, string])[] {
  const facts = new Map<string, string>()
  for (const { detail } of entries)
    for (const [name, value] of Object.entries(detail))
      if (!KNOWN.has(name) && value !== undefined) facts.set(name, valueWords(value))
  facts.set(entries.length === 1 ? 'entry' : 'entries', entries.map(({ id }) => `#${id}`).join(' '))
  return [...facts]
}
