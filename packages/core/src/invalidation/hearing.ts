import type { Change } from '../change-source.ts'
import type { Trace } from '../trace.ts'
import type { DomainEvent } from './rules.ts'

export interface HearingHost<Event extends DomainEvent> {
  readonly toEvents: (change: Change, scopeId: string) => readonly Event[]
  readonly trace: Trace
}

/** Translates each change for `emit`. One that the app cannot translate is traced, and the next is heard. */
export function hearing<Event extends DomainEvent>(
  { toEvents, trace }: HearingHost<Event>,
  emit: (event: Event) => void,
): (change: Change, scopeId: string) => void {
  const understood = (change: Change, scopeId: string): readonly Event[] => {
    try {
      return toEvents(change, scopeId)
    } catch (error) {
      trace.add('router', 'change not understood', { kind: change.kind, error: String(error) })
      return []
    }
  }
  return (change, scopeId) => {
    for (const event of understood(change, scopeId)) emit(event)
  }
}
