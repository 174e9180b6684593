import { alarm } from '../alarm.ts'
import { checkKeys, settings } from '../check.ts'
import type { Clock } from '../clock.ts'
import type { Random } from '../random.ts'
import type { Trace } from '../trace/trace.ts'
import { attachedCaches, type AttachedCaches } from './attached-caches.ts'
import type { DirtyKey } from './dirty-trie.ts'
import { createHolds, type Holds } from './holds.ts'
import type { CachedQuery, FetchNews, QueryCacheLike, QueryKey } from './query-cache.ts'
import { keysBy, type DomainEvent, type Rules } from './rules.ts'
import { createWindows, defaultWindows, longestWaitMs, type WindowOptions } from './windows.ts'

/** Turns domain events into refetches of exactly the queries they touch, few and in time. */
export interface InvalidationRouter<Event extends DomainEvent>
  extends
    Pick<
      AttachedCaches,
      | 'attach'
      | 'cached'
      | 'caches'
      | 'covered'
      | 'forgetChanges'
      | 'isOwed'
      | 'nextOrder'
      | 'onReplan'
      | 'onTouch'
    >,
    Pick<Holds, 'hold' | 'holdWhile' | 'forgetHolds' | 'isHolding' | 'openHolds'> {
  /**
   * Marks what `event` touches; the refetches follow within the window. A rule that fails touches every
   * family: too much is fetched rather than too little. `order`: when what it tells of had happened at the
   * latest, by {@link AttachedCaches.nextOrder}; default: now. What was fetched after that needs nothing.
   */
  readonly emit: (event: Event, order?: number) => void
  /**
   * Marks every covered query whose fetch started before now, and refetches the active ones: those of the
   * given cache at once, those of all caches after the spread.
   */
  readonly catchUp: (only?: QueryCacheLike) => void
  /** Marks what lies under `keys`, like an event that touches them. */
  readonly changed: (keys: readonly QueryKey[]) => void
  /** Marks everything covered: something changed, and nobody can tell what. */
  readonly emitUnknown: () => void
  /** Whether everything that was heard has reached the queries it touches. */
  readonly isClean: () => boolean
  /** The longest that an event may wait until it fetches, in ms. */
  readonly longestWaitMs: number
  /** See {@link WindowOptions.spreadMs}. */
  readonly spreadMs: number
  readonly stop: () => void
}

export interface InvalidationRouterOptions<Event extends DomainEvent> {
  readonly clock: Clock
  /** Event type to the keys it touches, one rule for each type. */
  readonly rules: Rules<Event>
  /** The key prefixes that are kept fresh by catch-up and polling. */
  readonly families: readonly QueryKey[]
  /** Spreads flushes and catch-ups, see `spreadMs`. */
  readonly random: Random
  /** See {@link WindowOptions}. */
  readonly windows?: Partial<WindowOptions>
  /** Asked before a change fetches a query; not fetched, it is only marked stale. */
  readonly mayFetch: (query: CachedQuery) => boolean
  /** Told of all that happens to the fetches of all cached queries. */
  readonly onNews: (query: CachedQuery, news: FetchNews) => void
  readonly trace: Trace
}

export function createInvalidationRouter<Event extends DomainEvent>(
  options: InvalidationRouterOptions<Event>,
): InvalidationRouter<Event> {
  const { clock, families, trace } = options
  const timing = settings('windows', defaultWindows, options.windows)
  const { isHeld, ...holds } = createHolds({
    clock,
    trace,
    onHold: scope => caches.hold(scope),
    onRelease: scope => caches.release(scope),
    onLate: scope => cover(caches.nextOrder(), [scope]),
  })
  const caches = attachedCaches({ ...options, isHeld })
  const { attach, cached, covered, forgetChanges, nextOrder, onReplan, onTouch } = caches
  const seen = { attach, cached, caches: caches.caches, covered, nextOrder, onReplan, onTouch }

  const keysOf = keysBy(options.rules, families, trace)
  const { mark, isDirty, isFlushed, stop: stopFlushes } = flushing(options, timing, caches)
  const touch = (type: string, keys: readonly QueryKey[], order?: number): void =>
    mark(keys, trace.add('router', 'keys', { type, keys }), order)
  const cover = (order: number, keys = families, only?: QueryCacheLike): void =>
    caches.cover(dirtyAt(order, keys), only)
  const spread = spreading(options, timing.spreadMs, cover)

  return {
    ...holds,
    ...seen,
    forgetChanges,
    isClean: () => isFlushed() && spread.isOver(),
    isOwed: (query, known) => isDirty(query.queryKey) || caches.isOwed(query, known),
    longestWaitMs: longestWaitMs(timing),
    spreadMs: timing.spreadMs,
    emit: (event, order) => {
      // What plain JavaScript emits may be no object.
      const type = event?.type
      trace.during(trace.add('router', 'event', { type, event }), () =>
        touch(type, keysOf(event), order),
      )
    },
    changed: keys => {
      checkKeys('what changed', keys)
      mark(keys, trace.add('router', 'changed', { keys }))
    },
    emitUnknown: () => touch('', families),
    catchUp: only => {
      const of = only === undefined ? 'all' : 'new cache'
      trace.during(trace.add('router', 'catch-up', { of }), () => {
        const order = caches.nextOrder()
        if (only !== undefined) return cover(order, families, only)
        caches.caughtUp()
        spread.cover(order)
      })
    },
    stop: () => {
      stopFlushes()
      spread.stop()
      holds.stop()
      caches.detachAll()
    },
  }
}

/** Covers what is marked, when its window is over. */
function flushing(
  { clock, random, trace }: Pick<InvalidationRouterOptions<never>, 'clock' | 'random' | 'trace'>,
  timing: WindowOptions,
  caches: Pick<AttachedCaches, 'cover' | 'nextOrder' | 'touch'>,
) {
  const windows = createWindows(timing, random)
  const flushes = trace.flushes()
  const due = alarm(clock, () => {
    const dirty = windows.take(clock.now())
    // A browser's timer may ring some milliseconds early.
    if (dirty.length > 0) trace.during(flushes.flushed(dirty), () => caches.cover(dirty))
    due.set(windows.nextAt())
  })
  return {
    mark: (keys: readonly QueryKey[], cause: number, order = caches.nextOrder()): void => {
      const now = clock.now()
      for (const key of keys) windows.mark(key, order, now)
      flushes.marked(keys, cause)
      due.set(windows.nextAt())
      caches.touch(keys)
    },
    isDirty: windows.isDirty,
    isFlushed: () => windows.nextAt() === undefined,
    stop: due.close,
  }
}

function dirtyAt(order: number, keys: readonly QueryKey[]): readonly DirtyKey[] {
  return keys.map(key => ({ key, order }))
}

/** Covers at once, or after a share of `spreadMs` what has come in until then. */
function spreading(
  { clock, random, trace }: Pick<InvalidationRouterOptions<never>, 'clock' | 'random' | 'trace'>,
  spreadMs: number,
  cover: (order: number) => void,
): {
  readonly cover: (order: number) => void
  readonly isOver: () => boolean
  readonly stop: () => void
} {
  let newest = 0
  let cause = 0
  const later = alarm(clock, () => trace.during(cause, () => cover(newest)))
  return {
    cover: order => {
      if (spreadMs === 0) return cover(order)
      newest = order
      cause = trace.cause()
      later.set(later.at ?? clock.now() + random() * spreadMs)
    },
    isOver: () => later.at === undefined,
    stop: later.close,
  }
}
