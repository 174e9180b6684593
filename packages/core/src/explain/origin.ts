import type { QueryReport } from '../freshness/freshness.ts'
import type { EntryOf, TraceEntry } from '../trace/entries.ts'
import type { TraceSnapshot } from '../trace/snapshot.ts'
import { changeWords, duration, keyWords, listed, timeWords } from './words.ts'

type Fetch = EntryOf<'query', 'fetch'>
type Settled = EntryOf<'query', 'settled'>

/** How far apart two clocks' readings of one moment may be. */
const NEAR_MS = 5

/** Where what a query shows came from. */
export interface Origin {
  /** The fetch whose data is shown; undefined: nothing is, or it is not in the trace. */
  readonly fetch: Fetch | undefined
  /** Everything that led to that fetch, the fetch, and what it led to; oldest first. */
  readonly chain: readonly TraceEntry[]
  /** The same as a sentence for a person. */
  readonly sentence: string
}

export function originOf(
  report: QueryReport,
  { entries, takenAt }: Pick<TraceSnapshot, 'entries' | 'takenAt'>,
): Origin {
  const { hasData, updatedAt } = report
  const shown = fetchShown(report, entries)
  if (!hasData) return none('Nothing of it is shown.')
  const when = updatedAt === undefined ? '' : ` ${timeWords(updatedAt, takenAt)}`
  if (entries.length === 0)
    return none(
      `What is shown was fetched${when}. Why is not known: nothing was traced. Hand a trace to createRealtime, { trace: createTrace(systemClock) }.`,
    )
  if (shown === undefined)
    return none(
      `What is shown was fetched${when}, before what the trace remembers; or it was set by hand. A trace of a larger capacity remembers more.`,
    )
  const { fetch, settled } = shown
  const chain = chainOf(fetch, entries)
  return {
    fetch,
    chain,
    sentence: `What is shown was fetched ${timeWords(fetch.at, takenAt)}, in ${duration(settled.detail.ms)}, ${whyFetched(fetch, chain, takenAt)}.`,
  }
}

/** The newest fetch that brought what is shown: not one of another cache, or of a query that is gone. */
function fetchShown(
  { hash, updatedAt }: QueryReport,
  entries: readonly TraceEntry[],
): { readonly fetch: Fetch; readonly settled: Settled } | undefined {
  const fetches = new Map<number, Fetch>()
  let shown: { readonly fetch: Fetch; readonly settled: Settled } | undefined
  for (const entry of entries) {
    if (entry.part !== 'query' || entry.detail.hash !== hash) continue
    if (entry.what === 'fetch') fetches.set(entry.id, entry)
    else if (entry.detail.outcome === 'success') {
      const fetch = fetches.get(entry.causes[0] ?? 0)
      if (fetch !== undefined && isBetween(updatedAt, fetch.at, entry.at))
        shown = { fetch, settled: entry }
    }
  }
  return shown
}

/** A fetch that waited for the network began when that was back: after its entry, and before its end. */
function isBetween(at: number | undefined, start: number, end: number): boolean {
  return at === undefined || (at > start - NEAR_MS && at < end + NEAR_MS)
}

function none(sentence: string): Origin {
  return { fetch: undefined, chain: [], sentence }
}

/** Causes are older than what they led to: one walk back finds all of them, one forward all effects. */
function chainOf(fetch: TraceEntry, entries: readonly TraceEntry[]): readonly TraceEntry[] {
  const causes = new Set(fetch.causes)
  for (const entry of entries.toReversed())
    if (causes.has(entry.id)) for (const cause of entry.causes) causes.add(cause)
  const effects = new Set([fetch.id])
  for (const entry of entries)
    if (entry.causes.some(cause => effects.has(cause))) effects.add(entry.id)
  return entries.filter(({ id }) => causes.has(id) || effects.has(id))
}

function whyFetched(fetch: Fetch, chain: readonly TraceEntry[], now: number): string {
  switch (fetch.detail.why) {
    case 'flush':
      return `because ${changesIn(chain, fetch, now)}`
    case 'catch-up':
      return `because ${catchUpIn(chain, now)}`
    case 'poll':
      return 'because its time to be polled had come'
    case 'probe':
      return 'to see whether the backend is back'
    case 'release':
      return `because ${releaseIn(chain)} after something had changed`
    case 'app':
      return 'because the app asked for it by itself (it came into use, was invalidated or refetched)'
  }
}

function changesIn(chain: readonly TraceEntry[], fetch: Fetch, now: number): string {
  const before = chain.filter(({ id }) => id < fetch.id)
  const first = before.map(entry => rootWords(entry, now)).find(words => words !== undefined)
  const types = before.flatMap(entry =>
    entry.part === 'router' && entry.what === 'event' ? [entry.detail.type] : [],
  )
  const events = listed(Array.from(new Set(types)))
  if (first !== undefined) return events === '' ? first : `${first}, which means ${events}`
  return events === ''
    ? 'something changed; what it was has left the trace'
    : `the app emitted ${events}`
}

/** What an entry says that began all the rest; undefined: it did not. */
function rootWords(entry: TraceEntry, now: number): string | undefined {
  if (entry.part === 'source' && entry.what === 'change')
    return `${changeWords(entry.detail)} was heard ${timeWords(entry.at, now)}`
  return entry.part === 'router' && entry.what === 'changed'
    ? `the app said ${timeWords(entry.at, now)} that ${listed(entry.detail.keys.map(keyWords))} had changed`
    : undefined
}

function catchUpIn(chain: readonly TraceEntry[], now: number): string {
  const live = chain.findLast(({ part, what }) => part === 'connection' && what === 'live')
  return live === undefined
    ? 'a change may have been missed (catch-up)'
    : `the connection went live ${timeWords(live.at, now)}, and a change before that may have been missed`
}

function releaseIn(chain: readonly TraceEntry[]): string {
  const end = chain.findLast(
    (entry): entry is EntryOf<'router', 'release' | 'hold ran out'> =>
      entry.part === 'router' && (entry.what === 'release' || entry.what === 'hold ran out'),
  )
  if (end === undefined) return 'a hold over it ended'
  const { reason, scope } = end.detail
  return `the hold ${reason === undefined ? '' : `"${reason}" `}over ${keyWords(scope)} ${end.what === 'release' ? 'was released' : 'ran out'}`
}
