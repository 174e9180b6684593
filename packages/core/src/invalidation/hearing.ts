import type { Change } from '../change-source.ts'
import type { Trace } from '../trace.ts'
import type { InvalidationRouter } from './router.ts'
import type { DomainEvent } from './rules.ts'

export interface HearingHost<Event extends DomainEvent> {
  readonly toEvents: (change: Change, scopeId: string) => readonly Event[]
  readonly trace: Trace
}

/**
 * Translates each change for the router. One that the app cannot translate is traced, and taken for a
 * change of everything covered.
 */
export function hearing<Event extends DomainEvent>(
  { toEvents, trace }: HearingHost<Event>,
  { emit, emitUnknown }: Pick<InvalidationRouter<Event>, 'emit' | 'emitUnknown'>,
): (change: Change, scopeId: string) => void {
  return (change, scopeId) => {
    try {
      for (const event of toEvents(change, scopeId)) emit(event)
    } catch (error) {
      const { kind } = { ...change }
      trace.add('router', 'change not understood', { kind, error: String(error), advice })
      emitUnknown()
    }
  }
}

const advice = 'Everything covered is refetched. toEvents returns a list of events.'
