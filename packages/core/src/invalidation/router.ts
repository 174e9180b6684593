import { alarm } from '../alarm.ts'
import type { Clock } from '../clock.ts'
import { noTrace, type Trace } from '../trace.ts'
import { attachedCaches, type AttachedCaches } from './attached-caches.ts'
import { createHolds, type Holds } from './holds.ts'
import type { QueryCacheLike, QueryKey } from './query-cache.ts'
import type { DomainEvent, Rules } from './rules.ts'
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
  readonly stop: () => void
}

export interface InvalidationRouterOptions<Event extends DomainEvent> {
  readonly clock: Clock
  /** Event type to the keys it touches, one rule for each type. A rule that throws is traced; the others go on. */
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
  const windows = createWindows({ ...defaultWindows, ...options.windows })
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

  const keysOf = (event: Event): readonly QueryKey[] => {
    try {
      // The compiler cannot see that a rule found by an event's type takes that event.
      const rule = options.rules[event.type as Event['type']] as (
        event: Event,
      ) => readonly QueryKey[]
      return rule(event)
    } catch (error) {
      trace.add('router', 'rule failed', { type: event.type, error: String(error) })
      return []
    }
  }

  return {
    attach,
    covered,
    onReplan,
    emit: event => {
      const order = caches.nextOrder()
      trace.add('router', 'event', { event })
      for (const key of keysOf(event)) windows.mark(key, order, clock.now())
      due.set(windows.nextAt())
    },
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
