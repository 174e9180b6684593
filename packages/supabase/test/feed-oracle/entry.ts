/** What one statement has to be told as, to those who read `scope`. */
export interface Entry {
  /** `*`: to all. */
  readonly scope: string
  readonly table: string
  readonly operation: string
  /** Undefined: many. */
  readonly ids: readonly string[] | undefined
  /** The values that routing needs, each column's; undefined: many. */
  readonly route: Route | undefined
}

/** `{column: [values]}`. */
export type Route = Readonly<Record<string, readonly unknown[]>>

/** A row that a statement touched, in each of the scopes that it was or is in. */
export interface Touched {
  readonly id: number
  readonly scopes: readonly string[]
  readonly route: Readonly<Record<string, unknown>>
}

/** From so many rows on, a statement's ids are not told. */
const MANY = 51

/** The entries of one statement. `count`: how many rows it touched, where a row is listed twice for having moved. */
export function entriesOf(
  table: string,
  operation: string,
  rows: readonly Touched[],
  count: number = rows.length,
): readonly Entry[] {
  const byScope = new Map<string, Touched[]>()
  for (const row of rows)
    for (const scope of row.scopes) byScope.set(scope, [...(byScope.get(scope) ?? []), row])
  const isMany = count >= MANY
  return [...byScope].map(([scope, of]) => ({
    scope,
    table,
    operation,
    ids: isMany ? undefined : [...new Set(of.map(row => String(row.id)))],
    route: isMany ? undefined : routeOf(of),
  }))
}

/** For rows that cannot be named any more, or not yet: in each of `scopes`. */
export function manyOf(
  table: string,
  operation: string,
  scopes: Iterable<string>,
): readonly Entry[] {
  return [...new Set(scopes)].map(scope => ({
    scope,
    table,
    operation,
    ids: undefined,
    route: undefined,
  }))
}

function routeOf(rows: readonly Touched[]): Route | undefined {
  const columns = Object.keys(rows[0]?.route ?? {})
  if (columns.length === 0) return undefined
  return Object.fromEntries(
    columns.map(column => [column, [...new Set(rows.map(row => row.route[column]))]]),
  )
}
