import type { Entry, Route } from './entry.ts'

/** One element of an answer's `changes`. */
export interface ToldChange {
  readonly scope: string
  readonly table: string
  readonly operation: string
  readonly origin: string | null
  readonly ids: readonly string[] | null
  readonly route: readonly Route[] | null
  readonly commits: Readonly<Record<string, number>> | null
}

/** A statement that was sent: told to whoever comes to see its mark, and did not before. */
export interface Written {
  readonly entries: readonly Entry[]
  readonly xid: string
  readonly origin: string | undefined
  /** Its trigger was made to fail. */
  readonly isHole: boolean
}

interface Expected {
  readonly commits: Map<string, number>
  readonly ids: (readonly string[] | undefined)[]
  readonly routes: (Route | undefined)[]
}

// What an answer names at most; more is "many".
const MOST_COMMITS = 100
const MOST_IDS = 100
const MOST_IDS_BEFORE_DISTINCT = 1_000
const MOST_ROUTES = 20
// More than these, and transactions are told together.
const MOST_APART = 200

/** What is told by itself. */
export const nameOf = (
  of: { scope: string; table: string; operation: string },
  origin?: string | null,
): string => [of.scope, of.table, of.operation, origin ?? '-'].join(' ')

/** What is wrong with `told`, when `written` came to be seen, and these may be told again; undefined: nothing. */
export function complaint(
  written: readonly Written[],
  scopes: readonly string[],
  told: readonly ToldChange[],
  again: ReadonlySet<string>,
): string | undefined {
  const expected = new Map<string, Expected>()
  const seen = written.flatMap(statement =>
    statement.entries
      .filter(({ scope }) => scope === '*' || scopes.includes(scope))
      .map(entry => ({ entry, statement })),
  )
  const kinds = new Set(seen.map(({ entry, statement }) => `${nameOf(entry)} ${statement.xid}`))
  const apart = kinds.size <= MOST_APART
  for (const { entry, statement } of seen) {
    if (statement.isHole) return `${nameOf(entry)} could not be logged, and nothing says so`
    const key = nameOf(entry, statement.origin)
    add(expected, apart ? `${key} ${statement.xid}` : key, entry, statement)
  }
  for (const change of told) {
    const of = nameOf(change, change.origin)
    const key = apart ? [of, ...Object.keys(change.commits ?? {})].join(' ') : of
    const wrong = isAgain(change, again) ? undefined : compare(expected.get(key), change)
    expected.delete(key)
    if (wrong !== undefined) return `${key}: ${wrong}`
  }
  const [missing] = expected.keys()
  return missing === undefined ? undefined : `${missing} was not told`
}

function add(expected: Map<string, Expected>, key: string, entry: Entry, { xid }: Written): void {
  const so: Expected = expected.get(key) ?? { commits: new Map(), ids: [], routes: [] }
  expected.set(key, so)
  so.commits.set(xid, (so.commits.get(xid) ?? 0) + 1)
  so.ids.push(entry.ids)
  so.routes.push(entry.route)
}

function isAgain(change: ToldChange, again: ReadonlySet<string>): boolean {
  const name = nameOf(change, change.origin)
  const isMany = change.ids === null && change.route === null
  return isMany && Object.keys(change.commits ?? {}).some(xid => again.has(`${name} ${xid}`))
}

function compare(wanted: Expected | undefined, told: ToldChange): string | undefined {
  if (wanted === undefined) return 'it was told, and was seen before or never happened'
  const commits =
    wanted.commits.size > MOST_COMMITS ? null : Object.fromEntries(sorted(wanted.commits.entries()))
  const toldCommits =
    told.commits === null ? null : Object.fromEntries(sorted(Object.entries(told.commits)))
  const [must, does] = [JSON.stringify(commits), JSON.stringify(toldCommits)]
  if (must !== does) return `the commits should be ${must} and are ${does}`
  return compareIds(wanted.ids, told.ids) ?? compareRoutes(wanted.routes, told.route)
}

function compareIds(
  wanted: readonly (readonly string[] | undefined)[],
  told: readonly string[] | null,
): string | undefined {
  const known = wanted.filter(ids => ids !== undefined).flat()
  const all = new Set(known)
  if (known.length !== wanted.flat().length || all.size > MOST_IDS)
    return told === null ? undefined : 'only some of the ids are told'
  if (told === null)
    return known.length > MOST_IDS_BEFORE_DISTINCT ? undefined : 'the ids are not told, and are few'
  const [must, does] = [sorted(all).join(), sorted(told).join()]
  return must === does ? undefined : `the ids should be ${must} and are ${does}`
}

function compareRoutes(
  wanted: readonly (Route | undefined)[],
  told: readonly Route[] | null,
): string | undefined {
  const values = new Set<string>()
  const distinct = new Set<string>()
  for (const route of wanted) {
    if (route === undefined) return told === null ? undefined : 'only some of the routes are told'
    distinct.add(JSON.stringify(route))
    for (const value of valuesOf(route)) values.add(value)
  }
  if (told === null)
    return distinct.size >= MOST_ROUTES ? undefined : 'the routes are not told, and are few'
  const [must, does] = [sorted(values).join(), sorted(new Set(told.flatMap(valuesOf))).join()]
  return must === does ? undefined : `the routes should be ${must} and are ${does}`
}

const valuesOf = (route: Route): string[] =>
  Object.entries(route).flatMap(([column, values]) =>
    values.map(value => `${column}=${String(value)}`),
  )

const sorted = <Item>(items: Iterable<Item>): Item[] =>
  // As text, whatever it is.
  [...items].toSorted((a, b) => (String(a) < String(b) ? -1 : 1))
