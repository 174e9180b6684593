import { keyOfFamily, type Family } from '../invalidation/families.ts'
import { isUnder, isUnderAny, matches } from '../invalidation/match.ts'
import type { CachedQuery, QueryKey } from '../invalidation/query-cache.ts'
import { keysBy, type DomainEvent, type Rules } from '../invalidation/rules.ts'
import type { TraceEntry } from '../trace/entries.ts'
import { redacted } from '../trace/redact.ts'
import type { Trace } from '../trace/trace.ts'
import type { Finding } from './finding.ts'
import { shownKey } from './shown-key.ts'

/** The event map, and the queries that it should match. */
export interface RuleOptions<Event extends DomainEvent> {
  readonly rules: Rules<Event>
  readonly families: readonly Family[]
  /** What the trace has of the events that came. That one touches nothing which is cached may be meant so. */
  readonly entries: readonly TraceEntry[]
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
  { rules, families, entries, samples = [] }: RuleOptions<Event>,
): readonly Finding[] {
  const prefixes = families.map(keyOfFamily)
  const types = new Set<string>(samples.map(({ type }) => type))
  const all = [...tried(samples, rules, prefixes), ...entries]
  return outcomesOf(all, type => types.has(type)).flatMap(outcome => {
    const {
      errors: [error],
      keys,
    } = outcome
    if (error !== undefined) return [failingRule(outcome, error)]
    if (queries.some(({ queryKey }) => isUnderAny(queryKey, keys))) return []
    return [idleRule(outcome, prefixes, nearMiss(keys, queries))]
  })
}

/** What became of the events: of the router's own entries, since a trace keeps no event whole. */
function outcomesOf(
  entries: readonly TraceEntry[],
  isSample: (type: string) => boolean,
): readonly Outcome[] {
  const outcomes = new Map<string, Outcome>()
  const outcomeOf = (type: string): Outcome => {
    const blank = { type, isSample: isSample(type), events: 0, keys: [], errors: [] }
    const outcome = outcomes.get(type) ?? blank
    outcomes.set(type, outcome)
    return outcome
  }
  for (const entry of entries) {
    if (entry.part !== 'router') continue
    if (entry.what === 'rule failed') outcomeOf(entry.detail.type).errors.push(entry.detail.error)
    // Without a type it was no event: nobody could tell what changed.
    if (entry.what !== 'keys' || entry.detail.type === '') continue
    const outcome = outcomeOf(entry.detail.type)
    outcome.events += 1
    outcome.keys.push(...entry.detail.keys)
  }
  return [...outcomes.values()]
}

/** What the router would trace of `events`. */
function tried<Event extends DomainEvent>(
  events: readonly Event[],
  rules: Rules<Event>,
  families: readonly QueryKey[],
): readonly TraceEntry[] {
  const entries: TraceEntry[] = []
  const add: Trace['add'] = (part, what, detail) => {
    const id = entries.length + 1
    const entry = { id, at: 0, part, what, detail: redacted(detail as object, false), causes: [] }
    // The compiler cannot see that part, what and detail still belong together.
    return entries.push(entry as unknown as TraceEntry)
  }
  const keysOf = keysBy(rules, families, { add })
  for (const event of events) add('router', 'keys', { type: event.type, keys: keysOf(event) })
  return entries
}

function failingRule({ type }: Outcome, evidence: string): Finding {
  return {
    code: 'rule-matches-no-query',
    severity: 'error',
    title: `The rule of ${type} fails.`,
    evidence,
    next: 'Mend the rule, or add one for this type. Until then everything covered is refetched for it.',
  }
}

function idleRule(
  { type, isSample, events, keys }: Outcome,
  families: readonly QueryKey[],
  near: string | undefined,
): Finding {
  // A key that is wider than a family touches what lies under that.
  const touches = (key: QueryKey): boolean =>
    isUnderAny(key, families) || families.some(family => isUnder(family, key))
  const stray = keys.find(key => !touches(key))
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

/**
 * A cached query that has the rule's last part in it, and all the rest but for parts that one of the two lacks:
 * most likely it was meant. One that differs in a part is of another kind, such as the members of a list.
 */
function nearMiss(
  keys: readonly QueryKey[],
  queries: readonly Pick<CachedQuery, 'queryKey'>[],
): string | undefined {
  for (const key of keys) {
    const last = key.at(-1)
    // One part is the name of a kind, not an id.
    if (key.length < 2 || (typeof last !== 'string' && typeof last !== 'number')) continue
    const query = queries.find(
      ({ queryKey }) =>
        isUnder(queryKey.slice(0, 1), key.slice(0, 1)) &&
        queryKey.some(part => isSameId(part, last)) &&
        (hasInOrder(queryKey, key) || hasInOrder(key, queryKey)),
    )
    if (query !== undefined)
      return ` ${shownKey(query.queryKey)} is cached and has ${JSON.stringify(last)} in it, but not as ${shownKey(key)} has it.`
  }
  return undefined
}

/** Whether `key` has all of `parts`, one after the other, perhaps with more between them. */
function hasInOrder(key: QueryKey, parts: QueryKey): boolean {
  let found = 0
  for (const part of key) if (isSamePart(part, parts[found])) found += 1
  return found >= parts.length
}

function isSamePart(part: unknown, other: unknown): boolean {
  const isId = typeof other === 'string' || typeof other === 'number'
  return isId ? isSameId(part, other) : matches(part, other)
}

/** Whether `part` is the id, perhaps as a text where that is a number. */
function isSameId(part: unknown, id: string | number): boolean {
  return (typeof part === 'string' || typeof part === 'number') && String(part) === String(id)
}
