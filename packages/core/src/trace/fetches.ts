import type { Clock } from '../clock.ts'
import { errorText } from '../error-text.ts'
import { ownInterval } from '../invalidation/own-interval.ts'
import type { CachedQuery, CacheEvent, FetchNews } from '../invalidation/query-cache.ts'
import { addCause, noCauses, type Causes } from './causes.ts'
import type { FetchReason, TraceEntry } from './entries.ts'
import type { FetchRecorder, Trace } from './trace.ts'

export interface FetchesHost extends Pick<Trace, 'add' | 'cause'> {
  readonly clock: Clock
  readonly find: (id: number) => TraceEntry | undefined
}

/** What is known of one query's fetches. */
interface Known {
  /** What it is owed a fetch for, and the reason of the newest of these. */
  owed: Causes
  why: FetchReason
  /** The fetch in flight. */
  flight: { readonly id: number; readonly at: number } | undefined
  endedAt: number
  /** When its newest observer came, and began to count its interval. */
  shownAt: number
}

/** A timer of TanStack's that is this much early, or this much late, is still that timer. */
const EARLY_MS = 50
const LATE_MS = 1_000

const reasons: Readonly<Partial<Record<string, FetchReason>>> = {
  flush: 'flush',
  'catch-up': 'catch-up',
  poll: 'poll',
  probe: 'probe',
  release: 'release',
  'hold ran out': 'release',
}

export function recordFetches(host: FetchesHost): FetchRecorder {
  const { add, cause, clock, find } = host
  const queries = new WeakMap<CachedQuery, Known>()
  let wanted: CachedQuery | undefined

  const read = (query: CachedQuery): Known => {
    const known = queries.get(query) ?? firstSeen()
    queries.set(query, known)
    return known
  }
  const reasonNow = (): FetchReason | undefined => reasons[find(cause())?.what ?? '']

  const settle = (query: CachedQuery, known: Known, news: FetchNews): void => {
    const { flight } = known
    if (flight === undefined) return
    const now = clock.now()
    known.flight = undefined
    known.endedAt = now
    const outcome = outcomeOf(news)
    const ms = now - flight.at
    const error = outcome === 'error' ? { error: errorText(news.error) } : {}
    add('query', 'settled', { ...nameOf(query), outcome, ms, ...error }, [flight.id])
  }

  const begin = (query: CachedQuery, news: FetchNews): void => {
    const known = read(query)
    const isOurs = wanted === query
    wanted = undefined
    // One that waited for the network goes on.
    if (news.type === 'continue' && known.flight !== undefined) return
    settle(query, known, { type: 'replaced' })
    const { owed } = known
    addCause(owed, cause())
    const ours = isOurs ? (reasonNow() ?? known.why) : undefined
    const why = ours ?? (isTimed(query, clock.now() - restedFrom(known)) ? 'poll' : 'app')
    known.owed = noCauses()
    known.why = 'app'
    const id = add('query', 'fetch', { ...nameOf(query), why }, owed.ids)
    known.flight = { id, at: clock.now() }
  }

  const hear = ({ type, query, action }: CacheEvent): void => {
    if (type === 'observerAdded') read(query).shownAt = clock.now()
    else if (type === 'removed') settle(query, read(query), { type })
    if (type !== 'updated' || action === undefined) return
    if (query.state.fetchStatus === 'idle') settle(query, read(query), action)
    if (action.type === 'fetch' || action.type === 'continue') begin(query, action)
  }

  return {
    owed: query => {
      const known = read(query)
      addCause(known.owed, cause())
      known.why = reasonNow() ?? known.why
    },
    wanted: query => void (wanted = query),
    watch: cache => {
      // A screen's first fetches begin before its cache is attached.
      for (const query of cache.getAll())
        if (query.state.fetchStatus === 'fetching') begin(query, { type: 'continue' })
      return cache.subscribe(hear)
    },
  }
}

function firstSeen(): Known {
  return { owed: noCauses(), why: 'app', flight: undefined, endedAt: Infinity, shownAt: -Infinity }
}

function restedFrom({ endedAt, shownAt }: Known): number {
  return Math.max(endedAt, shownAt)
}

function nameOf({ queryKey, queryHash }: CachedQuery) {
  return { key: queryKey, hash: queryHash }
}

function outcomeOf({ type, error }: FetchNews): 'success' | 'error' | 'cancelled' {
  if (type === 'success') return 'success'
  const isCancel = error instanceof Error && error.message === 'CancelledError'
  return type === 'error' && !isCancel ? 'error' : 'cancelled'
}

/** Whether TanStack's own interval is up: what a hook polls begins without a word. */
function isTimed(query: CachedQuery, idleMs: number): boolean {
  return query.observers.some(({ options }) => {
    try {
      const ms = ownInterval(options, query)
      return ms !== undefined && idleMs >= ms - EARLY_MS && idleMs < ms + LATE_MS
    } catch {
      // The app's own function; whoever needs its answer hears of it.
      return false
    }
  })
}
