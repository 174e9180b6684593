import type { Change } from '../change-source.ts'
import type { Clock } from '../clock.ts'
import { errorText } from '../error-text.ts'
import { forgetOldest } from '../forget-oldest.ts'
import type { Trace } from '../trace/trace.ts'
import type { DomainEvent } from './rules.ts'

export interface HearingHost<Event extends DomainEvent> {
  readonly clock: Pick<Clock, 'now'>
  readonly toEvents: (change: Change, scopeId: string) => readonly Event[]
  /** Default: the change's own id. */
  readonly identify?: (change: Change, scopeId: string) => string | undefined
  readonly trace: Trace
  /** `order`: when what the event tells of had happened at the latest; default: now. */
  readonly emit: (event: Event, order?: number) => void
  readonly emitUnknown: () => void
  /** When our own write, of which `change` tells, was answered; undefined: it was not, or is not ours. */
  readonly answeredAt: (change: Change) => number | undefined
}

export interface Hearing {
  /** A source told of `change` by itself. */
  readonly change: (change: Change, scopeId: string) => void
  /** Routes `change`, whether it was heard or not. */
  readonly route: (change: Change, scopeId: string) => void
  /** Remembers that the commit `id` was heard of; false: it had been before. */
  readonly isNew: (id: unknown, scopeId: string) => boolean
  /** What was heard until `time` (in ms) is of another history, which may use the same ids. */
  readonly forget: (time: number) => void
}

/**
 * A change that is told again (by another source, in a replay) comes within these: an answer of the feed names up to
 * 5,000 commits, and push tells of more meanwhile.
 */
const REMEMBERED_CHANGES = 10_000

/**
 * Translates each change, once however often it is told. One that the app cannot translate is traced and
 * touches everything; the next is heard.
 */
export function hearing<Event extends DomainEvent>(host: HearingHost<Event>): Hearing {
  const { identify = ({ id }) => id, trace, emit, emitUnknown } = host
  const heard = rememberHeard(host.clock)

  /** What is done about `change`; it may be the app's own that fails. */
  const doing = (change: Change, scopeId: string, work: () => void): void =>
    trace.during(trace.change(scopeId, change), () => {
      try {
        work()
      } catch (error) {
        const { kind } = { ...change }
        const failed = { kind, error: errorText(error) }
        trace.during(trace.add('router', 'change not understood', failed), emitUnknown)
      }
    })
  const emitAll = (change: Change, scopeId: string): void => {
    const order = host.answeredAt(change)
    for (const event of host.toEvents(change, scopeId)) emit(event, order)
  }
  return {
    isNew: heard.add,
    forget: heard.forget,
    route: (change, scopeId) => doing(change, scopeId, () => emitAll(change, scopeId)),
    change: (change, scopeId) =>
      doing(change, scopeId, () => {
        const id = identify(change, scopeId)
        if (heard.add(id, scopeId)) emitAll(change, scopeId)
        else trace.add('source', 'repeat', { scope: scopeId, changeId: `${id}` })
      }),
  }
}

/** Which commits were heard of, and when: `add` says whether this is the first time. */
function rememberHeard({ now }: Pick<Clock, 'now'>) {
  const heard = new Map<string, number>()
  return {
    forget: (time: number): void => {
      for (const [known, at] of heard) if (at <= time) heard.delete(known)
    },
    add: (id: unknown, scopeId: string): boolean => {
      // Null, as a column may be, identifies nothing either.
      if (typeof id !== 'string') return true
      // What a change means may depend on the scope in which it is told.
      const known = JSON.stringify([scopeId, id])
      if (heard.has(known)) return false
      heard.set(known, now())
      forgetOldest(heard, REMEMBERED_CHANGES)
      return true
    },
  }
}
