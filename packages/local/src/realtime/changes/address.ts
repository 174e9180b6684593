import type { Caller, Database } from '../../context.ts'
import { filterKey, type Filter } from './filter.ts'
import { changeData, errorData, type ReadChange } from './payload.ts'
import { readChanges, type CommittedChange } from './read.ts'
import type { ServedBinding, Interest, Subscription } from './subscriptions.ts'
import type { Table } from './table.ts'
import { visibleRows, type Question } from './visibility.ts'

/** One frame to one channel. */
export interface Delivery {
  readonly subscription: Subscription
  readonly data: string
  readonly ids: readonly number[]
}

/** How a role may be told of a table's changes. */
type Standing =
  | { readonly name: 'refused'; readonly error: string }
  | { readonly name: 'admitted'; readonly selectable: ReadonlySet<string> }

/** What a subscription's bindings make of one change: the ids, by the columns they select. */
interface Match {
  readonly subscription: Subscription
  readonly bindings: readonly ServedBinding[]
}

/**
 * Decides whom each change of one table is told, and in which words: first the subscribers' own
 * filters, then, for what is left, row security by PostgreSQL, once for each distinct caller. A
 * deletion is not under row security, there being no row to check: the real server's rule too.
 */
export async function addressTable(
  db: Database,
  table: Table,
  changes: readonly CommittedChange[],
  interests: readonly Interest[],
): Promise<readonly (readonly Delivery[])[]> {
  const filters = distinct(interests.flatMap(({ binding }) => binding.filters))
  const [read, standings] = await Promise.all([
    readChanges(db, table, changes, filters),
    standingsOf(table, interests),
  ])
  const matches = read.map(each => matchesOf(each, table, interests, filters))
  const mayTell = await tellable(db, table, read, matches)
  return read.map((each, at) => {
    const words = wording(each, table, standings)
    return (matches[at] ?? [])
      .filter(({ subscription }) => mayTell(at, subscription.caller))
      .flatMap(match => deliveriesOf(match, words))
  })
}

/** Many subscribers ask for the same; it is computed once. */
function distinct(filters: readonly Filter[]): readonly Filter[] {
  return [...new Map(filters.map(filter => [filterKey(filter), filter])).values()]
}

async function standingsOf(
  table: Table,
  interests: readonly Interest[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const roles = [...new Set(interests.map(({ subscription }) => subscription.caller.role))]
  const sets = await Promise.all(roles.map(role => table.selectableBy(role)))
  return new Map(roles.map((role, at) => [role, sets[at] ?? new Set()]))
}

function matchesOf(
  read: ReadChange,
  table: Table,
  interests: readonly Interest[],
  filters: readonly Filter[],
): readonly Match[] {
  const judged = read.row ?? read.old
  const passing = new Set(filters.filter((_, at) => judged?.passes[at] === true).map(filterKey))
  const matches = new Map<Subscription, ServedBinding[]>()
  for (const { subscription, binding } of interests) {
    if (binding.event !== '*' && binding.event !== read.change.type) continue
    // Without a key the change itself is not told, so there is nothing to filter.
    const isWanted =
      table.primaryKey.length === 0 ||
      binding.filters.every(filter => passing.has(filterKey(filter)))
    if (!isWanted) continue
    const others = matches.get(subscription)
    if (others === undefined) matches.set(subscription, [binding])
    else others.push(binding)
  }
  return [...matches].map(([subscription, bindings]) => ({ subscription, bindings }))
}

/** Row security's answer for the matches: may a caller be told of the change at a position? */
async function tellable(
  db: Database,
  table: Table,
  read: readonly ReadChange[],
  matches: readonly (readonly Match[])[],
): Promise<(at: number, caller: Caller) => boolean> {
  if (!table.hasRowSecurity || table.primaryKey.length === 0) return () => true
  const positions = table.primaryKey.map(key => table.columns.findIndex(({ name }) => name === key))
  const questions = new Map<string, { readonly caller: Caller; readonly rows: Map<number, Key> }>()
  for (const [at, { change }] of read.entries()) {
    if (change.type === 'DELETE') continue
    const key = positions.map(position => change.row[position])
    for (const { subscription } of matches[at] ?? []) {
      const name = callerKey(subscription.caller)
      const question = questions.get(name) ?? { caller: subscription.caller, rows: new Map() }
      questions.set(name, question)
      question.rows.set(at, key)
    }
  }
  const asked: readonly Question[] = [...questions.values()]
  const answers = await visibleRows(db, table.relation.oid, asked)
  const visible = new Map([...questions.keys()].map((name, at) => [name, answers[at]]))
  return (at, caller) =>
    read[at]?.change.type === 'DELETE' || visible.get(callerKey(caller))?.has(at) === true
}

type Key = readonly (string | null | undefined)[]

const callerKeys = new WeakMap<Caller, string>()

function callerKey(caller: Caller): string {
  const known = callerKeys.get(caller) ?? JSON.stringify([caller.role, caller.claims])
  callerKeys.set(caller, known)
  return known
}

type Wording = (role: string, select: readonly string[] | undefined) => string

/** The text of a change for a role and a selection of columns, written once for all who share them. */
function wording(
  read: ReadChange,
  table: Table,
  standings: ReadonlyMap<string, ReadonlySet<string>>,
): Wording {
  const written = new Map<string, string>()
  const write = (role: string, select: readonly string[] | undefined): string => {
    const standing = standingOf(read, table, standings.get(role) ?? new Set())
    if (standing.name === 'refused') return errorData(read.change, standing.error)
    const { selectable } = standing
    return changeData(
      read,
      table,
      column => selectable.has(column) && (select === undefined || select.includes(column)),
    )
  }
  return (role, select) => {
    const key = JSON.stringify([role, select])
    const text = written.get(key) ?? write(role, select)
    written.set(key, text)
    return text
  }
}

function standingOf(
  { change }: ReadChange,
  { primaryKey }: Table,
  selectable: ReadonlySet<string>,
): Standing {
  if (primaryKey.length === 0) {
    return { name: 'refused', error: 'Error 400: Bad Request, no primary key' }
  }
  const seesKey = primaryKey.every(column => selectable.has(column))
  if (change.type !== 'DELETE' && !seesKey) {
    return { name: 'refused', error: 'Error 401: Unauthorized' }
  }
  return { name: 'admitted', selectable }
}

function deliveriesOf({ subscription, bindings }: Match, words: Wording): readonly Delivery[] {
  const idsByData = new Map<string, number[]>()
  for (const { id, select } of bindings) {
    const data = words(subscription.caller.role, select)
    const ids = idsByData.get(data)
    if (ids === undefined) idsByData.set(data, [id])
    else ids.push(id)
  }
  return [...idsByData].map(([data, ids]) => ({ subscription, data, ids }))
}
