import { keyOfFamily, type Family } from '../invalidation/families.ts'
import { isUnder, isUnderAny } from '../invalidation/match.ts'
import type { CachedQuery, QueryKey } from '../invalidation/query-cache.ts'
import type { DomainEvent, Rules } from '../invalidation/rules.ts'
import type { Finding } from './finding.ts'
import { shownKey } from './shown-key.ts'

/** The event map, and the queries that it should match. */
export interface RuleOptions<Event extends DomainEvent> {
  readonly rules: Rules<Event>
  readonly families: readonly Family[]
  /** Events that came of late. That one touches nothing which is cached may be meant so. */
  readonly recent: readonly Event[]
  /** Events of which the caller says that something on screen shows them. Default none. */
  readonly samples?: readonly Event[]
}

/** One rule, and what it made of the events of its type. */
interface Outcome {
  readonly type: string
  readonly isSample: boolean
  events: number
  readonly keys: QueryKey[]
  readonly errors: string[]
}

/**
 * Rules whose events touched no cached query at all: the screen stays as it is, whatever comes. A rule that
 * throws, or is missing, is told too.
 */
export function ruleFindings<Event extends DomainEvent>(
  queries: readonly Pick<CachedQuery, 'queryKey'>[],
  { rules, families, recent, samples = [] }: RuleOptions<Event>,
): readonly Finding[] {
  const prefixes = families.map(keyOfFamily)
  return outcomesOf(rules, recent, samples).flatMap(outcome => {
    const { errors, keys } = outcome
    if (errors.length > 0) return [failingRule(outcome)]
    if (queries.some(({ queryKey }) => isUnderAny(queryKey, keys))) return []
    return [idleRule(outcome, prefixes, nearMiss(keys, queries))]
  })
}

function outcomesOf<Event extends DomainEvent>(
  rules: Rules<Event>,
  recent: readonly Event[],
  samples: readonly Event[],
): readonly Outcome[] {
  const outcomes = new Map<string, Outcome>()
  for (const event of [...samples, ...recent]) {
    const { type } = event
    const isSample = samples.some(sample => sample.type === type)
    const outcome = outcomes.get(type) ?? { type, isSample, events: 0, keys: [], errors: [] }
    outcomes.set(type, outcome)
    outcome.events += 1
    try {
      // The compiler cannot see that a rule found by an event's type takes that event.
      const rule = rules[type as Event['type']] as (event: Event) => readonly QueryKey[]
      outcome.keys.push(...rule(event).map(widened))
    } catch (error) {
      outcome.errors.push(String(error))
    }
  }
  return [...outcomes.values()]
}

/** As the router does it: where an id is missing, everything under the wider key is meant. */
function widened(key: QueryKey): QueryKey {
  const at = key.indexOf(undefined)
  return at === -1 ? key : key.slice(0, at)
}

function failingRule({ type, errors }: Outcome): Finding {
  return {
    code: 'rule-matches-no-query',
    severity: 'error',
    title: `The rule of ${type} fails.`,
    evidence: errors[0] ?? '',
    next: 'Mend the rule, or add one for this type. Until then everything covered is refetched for it.',
  }
}

function idleRule(
  { type, isSample, events, keys }: Outcome,
  families: readonly QueryKey[],
  near: string | undefined,
): Finding {
  const stray = keys.find(key => !isUnderAny(key, families))
  const shown = [...new Set(keys.map(shownKey))].slice(0, 3).join(', ') || 'no key at all'
  const isWrong = isSample || near !== undefined || stray !== undefined || keys.length === 0
  return {
    code: 'rule-matches-no-query',
    severity: isWrong ? 'error' : 'info',
    title: `The rule of ${type} matches no cached query.`,
    evidence: `${events === 1 ? 'One event' : `${events} events`} of that type touched ${shown}.${near ?? ''}${
      stray === undefined ? '' : ` ${shownKey(stray)} lies under no family.`
    }`,
    next: isWrong
      ? 'Compare these keys, part by part and with their types, with those of the queries on screen; build both with the same key builder.'
      : 'Nothing to do where nothing on screen shows this. Else compare these keys with those of the queries.',
  }
}

/** A cached query that has the rule's last part in it and yet is not matched: most likely it was meant. */
function nearMiss(
  keys: readonly QueryKey[],
  queries: readonly Pick<CachedQuery, 'queryKey'>[],
): string | undefined {
  for (const key of keys) {
    const last = key.at(-1)
    if (key.length < 2 || (typeof last !== 'string' && typeof last !== 'number')) continue
    const query = queries.find(
      ({ queryKey }) =>
        isUnder(queryKey.slice(0, 1), key.slice(0, 1)) &&
        queryKey.some(part => isSameId(part, last)),
    )
    if (query !== undefined)
      return ` ${shownKey(query.queryKey)} is cached and has ${JSON.stringify(last)} in it, but not as ${shownKey(key)} has it.`
  }
  return undefined
}

/** Whether `part` is the id, perhaps as a text where that is a number. */
function isSameId(part: unknown, id: string | number): boolean {
  return (typeof part === 'string' || typeof part === 'number') && String(part) === String(id)
}
