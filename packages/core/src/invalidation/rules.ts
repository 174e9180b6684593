import { errorText } from '../error-text.ts'
import type { Trace } from '../trace/trace.ts'
import type { QueryKey } from './query-cache.ts'

/** Something that happened in the app's own words; small: its type and the ids of its scope. */
export interface DomainEvent {
  readonly type: string
}

/**
 * One rule for each event type: which keys it touches. A type without a rule does not compile. Where a
 * scope id is unknown, return the wider key: never none.
 */
export type Rules<Event extends DomainEvent, Key extends QueryKey = QueryKey> = {
  readonly [Type in Event['type']]: (
    event: Extract<Event, { readonly type: Type }>,
  ) => readonly Key[]
}

/**
 * Reads `rules`. An event whose rule is missing, throws or returns no list of keys is traced, and touches
 * all `families`: something changed, nobody can tell what, and wider is only dearer. For the same reason a
 * key that lacks an id (which as a prefix would match nothing) is cut where that is missing.
 */
export function keysBy<Event extends DomainEvent>(
  rules: Rules<Event>,
  families: readonly QueryKey[],
  trace: Pick<Trace, 'add'>,
): (event: Event) => readonly QueryKey[] {
  const widened = (key: QueryKey): QueryKey => {
    const at = key.indexOf(undefined)
    if (at === -1) return key
    trace.add('router', 'id missing', { key })
    return key.slice(0, at)
  }
  return event => {
    try {
      // The compiler cannot see that a rule found by an event's type takes that event.
      const rule = rules[event.type as Event['type']] as (event: Event) => readonly QueryKey[]
      const keys: readonly unknown[] = rule(event)
      if (keys.every(Array.isArray)) return (keys as readonly QueryKey[]).map(widened)
      throw new TypeError('What it returned is no list of query keys.')
    } catch (error) {
      const { type } = { ...event }
      trace.add('router', 'rule failed', { type, error: errorText(error) })
      return families
    }
  }
}
