import { alarm } from '../alarm.ts'
import { settings } from '../check.ts'
import type { Clock } from '../clock.ts'
import { noTrace, type Trace } from '../trace.ts'
import { attachedCaches, type AttachedCaches } from './attached-caches.ts'
import { createHolds, type Holds } from './holds.ts'
import type { QueryCacheLike, QueryKey } from './query-cache.ts'
import { keysBy, type DomainEvent, type Rules } from './rules.ts'
import { createWindows, defaultWindows, type WindowOptions } from './windows.ts'

/** Turns domain events into refetches of exactly the queries they touch, few and in time. */
export interface InvalidationRouter<Event extends DomainEvent>
  extends
    Pick<AttachedCaches, 'attach' | 'covered' | 'onReplan'>,
    Pick<Holds, 'hold' | 'holdWhile'> {
  /** Marks what `event` touches; the refetches follow within the window. */
  readonly emit: (event: Event) => void
  /**
   * Marks every covered query, of all caches or the given one, whose fetch started before now, and
   * refetches the active ones at once.
   */
  readonly catchUp: (only?: QueryCacheLike) => void
  /** Marks everything covered: something changed, and nobody can tell what. */
  readonly emitUnknown: () => void
  readonly stop: () => void
}

export interface InvalidationRouterOptions<Event extends DomainEvent> {
  readonly clock: Clock
  /** Event type to the keys it touches, one rule for each type. */
  readonly rules: Rules<Event>
  /** The key prefixes that are kept fresh by catch-up and polling. */
  readonly families: readonly QueryKey[]
  /** See {@link WindowOptions}. */
  readonly windows?: Partial<WindowOptions>
  /** Default: records nothing. */
  readonly trace?: Trace
}

export function createInvalidationRouter<Event extends DomainEvent>(
  options: InvalidationRouterOptions<Event>,
): InvalidationRouter<Event> {
  const { clock, families, trace = noTrace } = options
  const windows = createWindows(settings('windows', defaultWindows, options.windows))
  const { hold, holdWhile, isHeld, ...holds } = createHolds({
    clock,
    trace,
    onHold: scope => caches.hold(scope),
    onRelease: scope => caches.release(scope),
    onLate: scope => caches.cover([{ key: scope, order: caches.nextOrder() }]),
  })
  const { attach, covered, onReplan, ...caches } = attachedCaches({ clock, families, isHeld })

  const due = alarm(clock, () => {
    const dirty = windows.take(clock.now())
    trace.add('router', 'flush', { keys: dirty.map(({ key }) => key) })
    caches.cover(dirty)
    due.set(windows.nextAt())
  })

  const keysOf = keysBy(options.rules, families, trace)
  const mark = (keys: readonly QueryKey[]): void => {
    const order = caches.nextOrder()
    for (const key of keys) windows.mark(key, order, clock.now())
    due.set(windows.nextAt())
  }

  return {
    attach,
    covered,
    onReplan,
    emit: event => {
      trace.add('router', 'event', { event })
      mark(keysOf(event))
    },
    emitUnknown: () => mark(families),
    catchUp: only => {
      const order = caches.nextOrder()
      trace.add('router', 'catch-up')
      caches.cover(
        families.map(key => ({ key, order })),
        only,
      )
    },
    hold,
    holdWhile,
    stop: () => {
      due.close()
      holds.stop()
      caches.detachAll()
    },
  }
}
