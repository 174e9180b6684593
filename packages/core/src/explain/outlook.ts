import type { QueryReport } from '../freshness/freshness.ts'
import { isUnder } from '../invalidation/match.ts'
import type { TraceSnapshot } from '../trace/snapshot.ts'
import { duration, keyWords, listed, timeWords } from './words.ts'

/** What would refresh a query, one sentence each; empty: nothing would by itself. */
export function refreshedBy(query: QueryReport, snapshot: TraceSnapshot): readonly string[] {
  const { askedMs, families, fetch, nextPollAt, pollMs, tables } = query
  if (families.length === 0 || query.use === 'static' || query.use === 'disabled') return []
  const sentences = fetch === 'fetching' ? ['The fetch that is in flight.'] : []
  // An event marks it, and no more.
  if (query.use === 'inactive') return [...sentences, 'It is fetched when it is shown.']
  sentences.push(
    `Events whose rules touch it. It is of ${listed(families.map(keyWords))}, which reads ${tablesWords(tables)}.`,
  )
  sentences.push(...recentEvents(query, snapshot))
  if (askedMs !== undefined)
    sentences.push(`The change log, which is asked every ${duration(askedMs)} for all queries.`)
  if (pollMs === undefined) return sentences
  const isTold = query.freshness.state === 'live' || askedMs !== undefined
  const what = isTold ? 'Its safety refetch' : 'Its poll'
  const when = nextPollAt === undefined ? '' : `: ${timeWords(nextPollAt, snapshot.takenAt)}`
  sentences.push(`${what}, ${duration(pollMs)} after each fetch${when}.`)
  return sentences
}

function tablesWords(tables: QueryReport['tables']): string {
  if (tables === undefined) return 'any table of the scope'
  return tables.length === 0 ? 'no table' : listed(tables)
}

function recentEvents({ key }: QueryReport, { entries, takenAt }: TraceSnapshot): string[] {
  const last = new Map<string, { readonly at: number; readonly times: number }>()
  for (const entry of entries) {
    if (entry.part !== 'router' || entry.what !== 'keys') continue
    if (!entry.detail.keys.some(prefix => isUnder(key, prefix))) continue
    const type = entry.detail.type === '' ? 'A change that nobody understood' : entry.detail.type
    last.set(type, { at: entry.at, times: (last.get(type)?.times ?? 0) + 1 })
  }
  return Array.from(
    last,
    ([type, { at, times }]) =>
      `${type} did so ${times === 1 ? 'once' : `${times} times`}, last ${timeWords(at, takenAt)}.`,
  )
}

/** Something that keeps a query from being refreshed now. */
export interface Wait {
  readonly code: string
  /** A sentence for a person. */
  readonly message: string
  /** When it is tried again by itself, in ms since the epoch; undefined: not by time, or not known. */
  readonly until: number | undefined
}

/** What a query waits for; empty: for nothing but its next event or poll. */
export function waitsFor(query: QueryReport, snapshot: TraceSnapshot): readonly Wait[] {
  const { freshness, fetch, owed } = query
  const { cause, state } = freshness
  const waits = cause === undefined ? [] : [causeOf(cause, snapshot)]
  if (state === 'held' && owed) waits.push(wait('release', 'Fetched once when the hold ends.'))
  if (state === 'catching-up' && cause === undefined)
    waits.push(
      fetch === 'fetching'
        ? wait('fetch', 'Its fetch is in flight.')
        : wait('window', 'A change was heard; its fetch begins when the window is over.'),
    )
  if (!snapshot.pollMode.visible)
    waits.push(
      wait(
        'hidden',
        'The page is hidden: it is fetched rarely, and at once when the page is shown.',
      ),
    )
  return waits
}

function causeOf(
  { code, message }: NonNullable<QueryReport['freshness']['cause']>,
  { nextTryAt, state, takenAt }: TraceSnapshot,
): Wait {
  // Of a cause that is the query's own, such as that it is static, nothing is tried.
  const isTried = code === 'breaker-open' || code === state.cause?.code
  if (!isTried || nextTryAt === undefined) return wait(code, message)
  const next = `Tried again ${timeWords(nextTryAt, takenAt)}.`
  return { code, message: `${message} ${next}`, until: nextTryAt }
}

function wait(code: string, message: string): Wait {
  return { code, message, until: undefined }
}
