import type { AuthStateManager } from './auth/auth-state-manager.ts'
import type { AuthChange } from './auth/machine.ts'
import { browserEnvironment, type BrowserEnvironment } from './browser.ts'
import type { Change, ChangeSource, TableOf } from './change-source.ts'
import { checkOptions } from './check-options.ts'
import { check, settings } from './check.ts'
import { systemClock, type Clock } from './clock.ts'
import type { Environment } from './environment.ts'
import { isolated } from './fault.ts'
import type { Inspected } from './freshness/inspected.ts'
import type { Family, KeyOfFamilies } from './invalidation/families.ts'
import type { HoldOptions, OpenHold } from './invalidation/holds.ts'
import type { QueryCacheLike, QueryKey } from './invalidation/query-cache.ts'
import type { InvalidationRouter } from './invalidation/router.ts'
import type { DomainEvent, Rules } from './invalidation/rules.ts'
import type { WindowOptions } from './invalidation/windows.ts'
import type { Bookmark } from './log/log-part.ts'
import { settled } from './log/settled.ts'
import type { BackendReports } from './polling/backend-reports.ts'
import {
  defaultPolling,
  leastPolling,
  type PolledQuery,
  type PollMode,
  type PollOptions,
} from './polling/policy.ts'
import { systemRandom, type Random } from './random.ts'
import type { RealtimeState } from './realtime-state.ts'
import type { AuthHeal } from './reconnect/machine.ts'
import type { Source } from './source.ts'
import { startParts } from './start-parts.ts'
import { noTrace, type Trace } from './trace/trace.ts'
import { createWishes } from './wishes.ts'

/**
 * Keeps attached query caches in step with the backend. `Realtime` without a parameter is any of them:
 * whoever holds it can do all but emit.
 */
export interface Realtime<Event extends DomainEvent = never> {
  readonly state: Source<RealtimeState>
  /** What decides how often queries are polled at this moment. */
  readonly pollMode: Source<PollMode>
  /** The options of polling at this moment. */
  readonly polling: PollOptions
  /**
   * How long after its last fetch `query` is to be fetched again at this moment, in ms; false: not by time.
   * Pure; the same number until the query is fetched again or {@link Realtime.pollMode} changes. `own`
   * replaces single options.
   */
  readonly pollInterval: (query: PolledQuery, own?: Partial<PollOptions>) => number | false
  readonly trace: Trace
  /** The time by the clock that it runs on, in ms since the epoch. */
  readonly now: () => number
  /**
   * Listens to `scopeId` until the returned undo; of several, the one asked for last is listened to.
   * Undefined and `''` are no scope yet. Throws an `invalid-option` error for what is no text.
   */
  readonly follow: (scopeId: string | undefined) => () => void
  /** Keeps `cache` fresh until the returned undo is called. Throws for what is no query cache. */
  readonly attach: (cache: QueryCacheLike) => () => void
  /** Routes a domain event as if the source had said it. */
  readonly emit: (event: Event) => void
  /**
   * Something under `keys` changed, as the app knows by itself, such as of its own commit: the active queries
   * there are fetched as after an event, once together with those that soon follow, and the others are marked
   * stale. Throws an `invalid-option` error for what is no list of keys.
   */
  readonly changed: (keys: readonly QueryKey[]) => void
  /**
   * Leaves what is shown under `scope` alone while a person drags or edits it: events, catch-up, polls and
   * the app's own invalidations under it are remembered, not fetched. A fetch in flight over shown data is
   * cancelled, and so is one that TanStack begins meanwhile (also a next page); a query without data yet is
   * fetched as ever. When the last hold over a query is released, it is fetched once if anything was
   * remembered. Holds nest; the returned release ends only this one, and calling it again does nothing. When
   * the user leaves, all holds end.
   */
  readonly hold: (scope: QueryKey, options?: HoldOptions) => () => void
  /**
   * Holds `scopes` until the promise of `work` (a mutation, say) settles either way, and settles the same:
   * no response that was asked for before then is shown over it. Should the holds time out first, the scopes
   * are fetched again when it settles.
   */
  readonly holdWhile: <T>(
    scopes: readonly QueryKey[],
    work: () => Promise<T>,
    options?: HoldOptions,
  ) => Promise<T>
  /**
   * Read your own write: resolves as `work` (a mutation, or what begins one) does, once every query on screen that
   * the log of the followed scope tells of shows data that includes it, but for those that are held. Rejects as `work`
   * does, with `no-log` where the source has no change log, and with `not-settled` where another scope is followed
   * meanwhile, or the log or a query does not answer within 10 s; the write has been made then.
   */
  readonly settled: <T>(work: PromiseLike<T> | (() => PromiseLike<T>)) => Promise<T>
  /**
   * What to keep with the cache, such as beside what TanStack's persister stores, so that a later page fetches only
   * what changed since; undefined: nothing is vouched for, such as while a hold waits for its release, since nobody knows
   * whether what it is over will be saved. Never newer than what the caches hold that are or were attached.
   */
  readonly bookmark: () => Bookmark | undefined
  /**
   * The caches hold, or are about to be given, what was kept with `bookmark`: only what changed since is fetched.
   * Of use before the source has answered, and so is what is restored: what comes later is fetched as ever. One of
   * another user or scope does nothing.
   */
  readonly resume: (bookmark: Bookmark) => void
  /** The holds that are on, the oldest first. */
  readonly holds: () => readonly OpenHold[]
  /** A person wants a connection: tries at once if there is none. A healthy one is left alone. */
  readonly reconnect: () => void
  /** Asks for a connection on behalf of the scheduler. A healthy one is left alone. */
  readonly heal: (heal: AuthHeal) => void
  /** Switches realtime off or on while running; polling carries everything meanwhile. */
  readonly setEnabled: (enabled: boolean) => void
  /**
   * Replaces single options of polling while running, each from the next timer on; what is left out is as
   * `createRealtime` was given it. Throws an `invalid-option` error for a time out of range.
   */
  readonly setPolling: (options: Partial<PollOptions>) => void
  /**
   * How old what is shown is: when the oldest fetch began whose data an active covered query shows, in ms
   * since the epoch; undefined without any. Data set by hand does not count. Follows within 100 ms.
   */
  readonly freshAsOf: Source<number | undefined>
  /** What `queryFreshness` and explanations read; see {@link Inspected}. Not for apps. */
  readonly inspected: Inspected
  /**
   * When something that waits is tried again by itself, in ms since the epoch: a request to a backend that is
   * away, else the connection. Undefined: nothing waits, or a hidden page waits to be shown. To be read anew
   * each time it is shown: nobody is told when it changes.
   */
  readonly nextTryAt: () => number | undefined
  /** Whether {@link Realtime.stop} was called. */
  readonly stopped: boolean
  /** Closes the channel, stops all timers, detaches all caches. For good: what is asked later is traced only. */
  readonly stop: () => void
}

/** Options of `createRealtime`. */
export interface RealtimeOptions<
  Event extends DomainEvent,
  Heard extends Change = Change,
  Families extends readonly Family[] = readonly Family[],
  Key extends QueryKey = QueryKey,
> {
  readonly source: ChangeSource<Heard>
  /** Who is signed in; the connection waits for a session and ends with it. */
  readonly auth: AuthStateManager
  /**
   * What a change in the backend means in the app's own words; an empty list when nothing. One that
   * throws is traced, and everything covered is refetched.
   */
  readonly toEvents: (change: Heard, scopeId: string) => readonly Event[]
  /**
   * Tells apart the commits behind changes, such as by a transaction id that two sources both carry: of
   * changes with one identity in a scope only the first is heard (the newest 1,000 are remembered). Sound only
   * if the same identity always means the same commit, told after it. Undefined: the change counts by itself.
   * Default: the change's own `id`.
   */
  readonly identify?: (change: Heard, scopeId: string) => string | undefined
  /** One for each event type; each key is under a family, or wider than one. */
  readonly rules: Rules<Event, Key>
  /** The key prefixes that catch-up and polling cover; see {@link Family}. Empty: nothing is. */
  readonly families: Families
  /** Default true. False: no channel is ever opened; polling carries everything. */
  readonly enabled?: boolean
  readonly windows?: Partial<WindowOptions>
  readonly polling?: Partial<PollOptions>
  /** What came of each request to the backend. Default: what came of each fetch of a covered query. */
  readonly backend?: BackendReports
  /** Default: the system's. */
  readonly clock?: Clock
  /** Default: the system's. */
  readonly random?: Random
  /** Default: the browser's, or always visible and online where there is no page. */
  readonly environment?: Environment
  /** Default: records nothing. */
  readonly trace?: Trace
}

/**
 * Composes the parts. Importing it does nothing; calling it starts timers and, once there is a scope and
 * a session, opens a channel. Throws an `invalid-option` error, before it has done anything, for an
 * option out of range.
 *
 * Its types follow from the options, so give it no type arguments: `toEvents` takes what `source` tells (write
 * it before `rules`, and the events' type as what it returns), `families` name tables that `source` listens to,
 * and the keys of `rules` are those of `families`. A wrong name of any does not compile.
 */
export function createRealtime<
  const Event extends DomainEvent,
  Heard extends Change = Change,
  const Families extends readonly Family<TableOf<Heard>>[] = readonly Family<TableOf<Heard>>[],
  const Key extends KeyOfFamilies<Families> = KeyOfFamilies<Families>,
>(narrow: RealtimeOptions<Event, Heard, Families, Key>): Realtime<Event> {
  checkOptions(narrow)
  // Only what the source tells comes to `toEvents` and `identify`, and it tells what they take.
  const options = narrow as unknown as RealtimeOptions<Event>
  const { auth, clock = systemClock, random = systemRandom, trace = noTrace } = options
  const { stop: stopEnvironment, ...signs } = ownOr(options.environment, clock)
  const environment = trace.page(signs, () => ({
    state: state.current,
    tokenLeftMs: auth.expiresInMs(),
  }))
  const pollOptions = settings('polling', defaultPolling, options.polling, leastPolling)
  const world = { clock, random, trace, environment }
  const { connection, log, polling, router, ...parts } = startParts(options, pollOptions, world)
  const { freshAsOf, nextTryAt, pollMode, state } = polling
  const read = { freshAsOf, nextTryAt, pollMode, state }

  const undo = auth.addCore(change => {
    if (isLeaving(change)) router.forgetHolds()
    polling.wish()
  })
  const wishes = createWishes({ ...options, clock, connection })
  const heal = ({ priority }: Pick<AuthHeal, 'priority'>): void => {
    connection.send({ type: 'heal', priority })
    if (priority === 'high') polling.wish()
  }
  const stops = [stopEnvironment, undo, wishes.stop, ...parts.stops]

  return {
    ...read,
    get polling() {
      return polling.options()
    },
    pollInterval: polling.interval,
    trace,
    now: () => clock.now(),
    follow: wishes.follow,
    // A component may still hold one that was stopped.
    attach: cache => (stops.length > 0 ? attach(cache, router, state) : () => undefined),
    emit: router.emit,
    changed: router.changed,
    hold: router.hold,
    holdWhile: router.holdWhile,
    settled: work => settled(log, work),
    bookmark: () => log?.bookmark(),
    resume: bookmark => log?.resume(bookmark),
    holds: router.openHolds,
    reconnect: () => heal({ priority: 'high' }),
    heal,
    setEnabled: wishes.setEnabled,
    setPolling: polling.set,
    inspected: { families: options.families, router, polling },
    get stopped() {
      return stops.length === 0
    },
    stop: () => {
      // What was handed in may throw; the rest is stopped all the same.
      for (const stop of stops.splice(0)) isolated(stop)
    },
  }
}

function isLeaving({ type }: AuthChange): boolean {
  return type === 'signed-out' || type === 'user-changed'
}

/** A cache that comes once changes are told, by push or by a log, may have missed one. */
function attach(
  cache: QueryCacheLike,
  router: Pick<InvalidationRouter<never>, 'attach' | 'catchUp'>,
  state: Source<RealtimeState>,
): () => void {
  const isCache = typeof (cache as Partial<QueryCacheLike> | undefined)?.getAll === 'function'
  check(isCache, 'the cache', cache, 'queryClient.getQueryCache()')
  return router.attach(cache, () => {
    const { log, status } = state.current
    // A log that fails goes on later from where it was, which this cache was not a part of.
    if (status === 'live' || (log && log.status !== 'asking')) router.catchUp(cache)
  })
}

/** An environment that was handed in is its owner's to stop. */
function ownOr(given: Environment | undefined, clock: Clock): BrowserEnvironment {
  return given === undefined ? browserEnvironment(clock) : { ...given, stop: () => undefined }
}
