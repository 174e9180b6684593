import { textOf, type Entry } from '../entry.ts'

export interface LastFetch {
  readonly fetch: Entry
  /** What led to it, the fetch itself, and what it led to; in order of time. */
  readonly chain: readonly Entry[]
}

/** The newest fetch of a query in the trace, with everything that led to it and that it led to. */
export function lastFetchOf(hash: string, entries: readonly Entry[]): LastFetch | undefined {
  const fetch = entries.findLast(
    entry => entry.part === 'query' && entry.what === 'fetch' && textOf(entry, 'hash') === hash,
  )
  if (fetch === undefined) return undefined
  const causes = new Set(fetch.causes)
  // Causes are older than what they led to: one walk back finds all of them, one forward all effects.
  for (const entry of entries.toReversed())
    if (causes.has(entry.id)) for (const cause of entry.causes) causes.add(cause)
  const effects = new Set([fetch.id])
  for (const entry of entries)
    if (entry.causes.some(cause => effects.has(cause))) effects.add(entry.id)
  return { fetch, chain: entries.filter(({ id }) => causes.has(id) || effects.has(id)) }
}
