import type { Change } from '../change-source.ts'
import { errorText } from '../error-text.ts'
import { forgetOldest } from '../forget-oldest.ts'
import type { Trace } from '../trace/trace.ts'
import type { DomainEvent } from './rules.ts'

export interface HearingHost<Event extends DomainEvent> {
  readonly toEvents: (change: Change, scopeId: string) => readonly Event[]
  /** Default: the change's own id. */
  readonly identify?: (change: Change, scopeId: string) => string | undefined
  readonly trace: Trace
  readonly emit: (event: Event) => void
  readonly emitUnknown: () => void
}

/** A change that is told again (by another source, in a replay) comes within these. */
const REMEMBERED_CHANGES = 1_000

/**
 * Translates each change, once however often it is told. One that the app cannot translate is traced and
 * touches everything; the next is heard.
 */
export function hearing<Event extends DomainEvent>(
  host: HearingHost<Event>,
): (change: Change, scopeId: string) => void {
  const { toEvents, identify = ({ id }) => id, trace, emit, emitUnknown } = host
  const heard = new Set<string>()

  const isRepeat = (change: Change, scopeId: string): boolean => {
    const id = identify(change, scopeId)
    // Null, as a column may be, identifies nothing either.
    if (typeof id !== 'string') return false
    // What a change means may depend on the scope in which it is told.
    const known = JSON.stringify([scopeId, id])
    if (heard.has(known)) {
      trace.add('source', 'repeat', { scope: scopeId, changeId: id })
      return true
    }
    heard.add(known)
    forgetOldest(heard, REMEMBERED_CHANGES)
    return false
  }

  const route = (change: Change, scopeId: string): void => {
    try {
      if (isRepeat(change, scopeId)) return
      for (const event of toEvents(change, scopeId)) emit(event)
    } catch (error) {
      const { kind } = { ...change }
      const failed = { kind, error: errorText(error) }
      trace.during(trace.add('router', 'change not understood', failed), emitUnknown)
    }
  }
  return (change, scopeId) =>
    trace.during(trace.change(scopeId, change), () => route(change, scopeId))
}
