import type { Change } from '../change-source.ts'
import { keyOfFamily, type Family } from '../invalidation/families.ts'
import { isUnder } from '../invalidation/match.ts'
import type { QueryKey } from '../invalidation/query-cache.ts'
import type { DomainEvent, Rules } from '../invalidation/rules.ts'

/** An app's event map, and samples to try it with. */
export interface EventMap<Event extends DomainEvent> {
  readonly rules: Rules<Event>
  readonly families: readonly Family[]
  /** At least one event of each type, with all the ids it can carry. */
  readonly events: readonly Event[]
}

/**
 * R6: every type of event has a sample, its rule does not throw, it touches at least one key, and each of
 * its keys lies under a declared family (or over one). Throws one error that lists all that is wrong.
 */
export function assertEventsAreRouted<Event extends DomainEvent>(map: EventMap<Event>): void {
  const sampled = new Set<string>(map.events.map(({ type }) => type))
  const wrong = Object.keys(map.rules)
    .filter(type => !sampled.has(type))
    .map(type => `${type} has a rule but no sample: add one to events.`)
  for (const event of map.events) {
    const keys = keysOf(map, event)
    if (typeof keys === 'string') wrong.push(keys)
    else if (keys.length === 0)
      wrong.push(`${say(event)} touches no key: return the family's prefix where ids are missing.`)
    else
      for (const key of keys)
        if (!map.families.some(family => isRelated(key, keyOfFamily(family))))
          wrong.push(
            `${say(event)} touches ${say(key)}, which is under no family: declare its prefix in families.`,
          )
  }
  complain('R6: every event is routed to a declared family', wrong)
}

/** R6: every declared family is touched by some event; one that is not would be refreshed by polling only. */
export function assertFamiliesAreTouched<Event extends DomainEvent>(map: EventMap<Event>): void {
  const keys = map.events.flatMap(event => {
    const found = keysOf(map, event)
    return typeof found === 'string' ? [] : found
  })
  const wrong = map.families
    .map(keyOfFamily)
    .filter(family => !keys.some(key => isRelated(key, family)))
    .map(family => `No event touches ${say(family)}: add a rule for it, or poll it on purpose.`)
  complain('R6: every family is touched by some event', wrong)
}

/**
 * R5: an event that lacks one of `fields` widens: what it then touches covers all that the whole event
 * touches. A DELETE may carry its primary key only, so any other id can be missing.
 */
export function assertMissingIdsWiden<Event extends DomainEvent>(
  map: EventMap<Event>,
  fields: readonly string[],
): void {
  const wrong: string[] = []
  for (const event of map.events)
    for (const field of fields) {
      if ((event as Readonly<Record<string, unknown>>)[field] === undefined) continue
      const less: Event = { ...event, [field]: undefined }
      const [whole, wide] = [keysOf(map, event), keysOf(map, less)]
      if (typeof wide === 'string') wrong.push(wide)
      if (typeof whole === 'string' || typeof wide === 'string') continue
      for (const key of whole)
        if (!wide.some(prefix => isUnder(key, prefix)))
          wrong.push(
            `${say(event)} touches ${say(key)}; without its ${field} nothing covers that: return a wider key.`,
          )
    }
  complain('R5: an event that lacks an id widens, it never drops', wrong)
}

/** How an app translates changes, and samples to try it with. */
export interface Translation<Event extends DomainEvent> {
  readonly toEvents: (change: Change, scopeId: string) => readonly Event[]
  readonly scopeId: string
  /** A change of each kind that the app listens to, DELETEs with nothing but the key among them. */
  readonly changes: readonly Change[]
}

/** R5: every change that the app listens to becomes at least one event, and none of them throws. */
export function assertChangesAreUnderstood<Event extends DomainEvent>(
  translation: Translation<Event>,
): void {
  const wrong: string[] = []
  for (const change of translation.changes) {
    const name =
      change.kind === 'message'
        ? `message ${change.event}`
        : `${change.operation} on ${change.table}`
    try {
      if (translation.toEvents(change, translation.scopeId).length === 0)
        wrong.push(`${name} becomes no event: return a wider one where ids are missing.`)
    } catch (error) {
      wrong.push(`${name} throws: ${String(error)}`)
    }
  }
  complain('R5: every change becomes an event', wrong)
}

function keysOf<Event extends DomainEvent>(
  { rules }: EventMap<Event>,
  event: Event,
): readonly QueryKey[] | string {
  const rule = rules[event.type as Event['type']] as
    | ((event: Event) => readonly QueryKey[])
    | undefined
  if (rule === undefined) return `${say(event)} has no rule: add one to rules.`
  try {
    return rule(event)
  } catch (error) {
    return `The rule of ${say(event)} throws: ${String(error)}`
  }
}

/** A key that is wider than a family touches it too. */
function isRelated(key: QueryKey, family: QueryKey): boolean {
  return isUnder(key, family) || isUnder(family, key)
}

function say(value: unknown): string {
  return JSON.stringify(value)
}

function complain(law: string, wrong: readonly string[]): void {
  if (wrong.length > 0) throw new Error(`${law}. ${wrong.length} broken:\n- ${wrong.join('\n- ')}`)
}
