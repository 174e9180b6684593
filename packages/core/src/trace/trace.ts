import type { Change } from '../change-source.ts'
import type { ConnectionEvent, ConnectionState } from '../connection/state.ts'
import type { Environment } from '../environment.ts'
import type { DirtyKey } from '../invalidation/dirty-trie.ts'
import type { CachedQuery, QueryCacheLike, QueryKey } from '../invalidation/query-cache.ts'
import type { BreakerEvent, BreakerState } from '../polling/breaker.ts'
import type { PollMode } from '../polling/policy.ts'
import type { RealtimeState } from '../realtime-state.ts'
import type { Source } from '../source.ts'
import type { TraceDetails, TraceEntry, TracePart } from './entries.ts'

/**
 * A bounded record of what the system did, and of what led to what. Passive: nothing ever reads it to decide.
 */
export interface Trace {
  /** False: nothing is recorded, and whoever calls `add` may spare the work of gathering a detail. */
  readonly on: boolean
  /**
   * Records that something happened, and returns the entry's id (0 when off). `causes`: the ids of the entries
   * that led to it (0 is left out); by default the entry that {@link Trace.during} names. Advice on what went
   * wrong is added here.
   */
  readonly add: <Part extends TracePart, What extends keyof TraceDetails[Part]>(
    part: Part,
    what: What,
    detail: Omit<TraceDetails[Part][What], 'advice'>,
    causes?: readonly number[],
  ) => number
  /** Does `work`: what is recorded before it returns was caused by the entry `cause`. Returns what it returns. */
  readonly during: <Result>(cause: number, work: () => Result) => Result
  /** The entry within whose {@link Trace.during} this is asked; 0: none. */
  readonly cause: () => number
  readonly fetches: FetchRecorder
  /** Records that `change` was received in `scope`, and returns the entry's id. */
  readonly change: (scope: string, change: Change) => number
  /** For one router. */
  readonly flushes: () => FlushRecorder
  /** For one connection. */
  readonly connection: () => ConnectionRecorder
  /** Records what becomes of the breaker; nothing while its state keeps its name. */
  readonly backend: (from: BreakerState, event: BreakerEvent, to: BreakerState) => void
  /**
   * An environment whose signs are recorded, with how things stood when they came; off: the same one. What is
   * done when one is heard was caused by it.
   */
  readonly page: (environment: Environment, factsOf: () => PageFacts) => Environment
  /** Records what of the fetched is seen on `screen`, until the returned undo. */
  readonly renders: (screen: Screen) => () => void
  /** Oldest first. */
  readonly entries: () => readonly TraceEntry[]
  /** Calls `listener` with each new entry. One that throws is reported. Returns its undo. */
  readonly subscribe: (listener: (entry: TraceEntry) => void) => () => void
}

/** Where what is fetched is seen. */
export interface Screen {
  readonly cache: {
    get(hash: string): Pick<CachedQuery, 'queryKey' | 'isActive'> | undefined
  }
  readonly pollMode: Source<Pick<PollMode, 'visible'>>
  /** Does `work` after the screen's own part was told of the newest data. */
  readonly schedule: (work: () => void) => void
}

/** What is worth knowing when the page is hidden, shown or woken. */
export interface PageFacts {
  readonly state: RealtimeState
  readonly tokenLeftMs: number | undefined
}

/** Records the fetches of queries, and joins what a query was owed a fetch for to the fetch that paid it. */
export interface FetchRecorder {
  /** `query` is owed a fetch, because of what happens now. */
  readonly owed: (query: CachedQuery) => void
  /** The next fetch of `query` that begins is our own: asked for by what happens now, or owed. */
  readonly wanted: (query: CachedQuery) => void
  /** Records each fetch in `cache` that begins or ends from now on, and those under way. Returns its undo. */
  readonly watch: (cache: QueryCacheLike) => () => void
}

/** Joins what is flushed to what made it dirty. */
export interface FlushRecorder {
  /** `keys` became dirty, by the entry `cause`. */
  readonly marked: (keys: readonly QueryKey[], cause: number) => void
  /** What is `due` is flushed; returns the entry's id. */
  readonly flushed: (due: readonly DirtyKey[]) => number
}

/** Records what becomes of one connection. */
export interface ConnectionRecorder {
  readonly note: (from: ConnectionState, event: ConnectionEvent, to: ConnectionState) => void
  /** The entry of the proof that has just come; one that changed no state is recorded now. */
  readonly proof: () => number
}

const none = (): number => 0
const nothing = (): void => undefined

/** Records nothing, costs nothing. */
export const noTrace: Trace = {
  on: false,
  add: none,
  during: (_, work) => work(),
  cause: none,
  change: none,
  flushes: () => ({ marked: nothing, flushed: none }),
  connection: () => ({ note: nothing, proof: none }),
  backend: nothing,
  page: environment => environment,
  fetches: { owed: nothing, wanted: nothing, watch: () => nothing },
  renders: () => nothing,
  entries: () => [],
  subscribe: () => nothing,
}
