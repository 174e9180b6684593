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
