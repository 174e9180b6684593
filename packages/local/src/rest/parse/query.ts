import type { At, Condition, Field, OrderTerm, Query } from './ast.ts'
import { looksLikeTest, parseGroup, parseTest } from './condition.ts'
import { readName, readNames, readSteps } from './field.ts'
import { parseOrder } from './order.ts'
import { Reader } from './reader.ts'
import { parseSelect } from './select.ts'

/** The name of a query parameter: the embedded resource it is for, and what it says there. */
interface Key {
  readonly path: readonly string[]
  readonly field: Field
}

function parseKey(text: string): Key {
  const reader = new Reader('tree path', text)
  const names = [readName(reader)]
  while (reader.accept('.')) names.push(readName(reader))
  const steps = readSteps(reader)
  reader.end()
  return { path: names.slice(0, -1), field: { name: names.at(-1) ?? '', steps } }
}

/** PostgREST ignores a limit or an offset that is no number. */
function parseCount(text: string): number | undefined {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined
}

function groupOf(
  key: Key,
): { path: readonly string[]; join: 'and' | 'or'; negated: boolean } | undefined {
  const join = key.field.name
  if (join !== 'and' && join !== 'or') return undefined
  const negated = key.path.at(-1) === 'not'
  return { path: negated ? key.path.slice(0, -1) : key.path, join, negated }
}

/** Collects the parameters of one query string. */
class Collector {
  readonly conditions: At<Condition>[] = []
  readonly orders: At<readonly OrderTerm[]>[] = []
  readonly limits: At<number>[] = []
  readonly offsets: At<number>[] = []
  readonly args: (readonly [string, string])[] = []

  add(name: string, text: string): void {
    const key = parseKey(name)
    const { path } = key
    if (key.field.name === 'order') this.orders.push({ path, value: parseOrder(text) })
    else if (key.field.name === 'limit') this.#count(this.limits, path, text)
    else if (key.field.name === 'offset') this.#count(this.offsets, path, text)
    else this.#condition(key, text)
  }

  #count(into: At<number>[], path: readonly string[], text: string): void {
    const value = parseCount(text)
    if (value !== undefined) into.push({ path, value })
  }

  #condition(key: Key, text: string): void {
    const group = groupOf(key)
    const condition =
      group === undefined
        ? { path: key.path, value: parseTest(key.field, text) }
        : { path: group.path, value: parseGroup(group.join, group.negated, text) }
    this.conditions.push(condition)
  }
}

function namesIn(params: URLSearchParams, key: string): readonly string[] | undefined {
  const text = params.get(key)
  if (text === null || text === '') return undefined
  return readNames(new Reader(`${key} parameter`, text))
}

const SINGULAR = new Set(['select', 'columns', 'on_conflict'])
const NEVER_ARGUMENTS = /(?:^|\.)(?:order|limit|offset|and|or)$/

/**
 * Parses a query string. `call` is true for a function called by GET or HEAD, where a parameter
 * that is no filter is an argument. Throws {@link RestError} PGRST100.
 */
export function parseQuery(params: URLSearchParams, call: boolean): Query {
  const collector = new Collector()
  for (const [name, text] of params) {
    if (SINGULAR.has(name)) continue
    if (call && !NEVER_ARGUMENTS.test(name) && !looksLikeTest(text))
      collector.args.push([name, text])
    else collector.add(name, text)
  }
  const columns = namesIn(params, 'columns')
  const onConflict = namesIn(params, 'on_conflict')
  return {
    select: parseSelect(params.get('select') ?? ''),
    conditions: collector.conditions,
    orders: collector.orders,
    limits: collector.limits,
    offsets: collector.offsets,
    ...(columns !== undefined && { columns }),
    ...(onConflict !== undefined && { onConflict }),
    args: collector.args,
  }
}
