import type { LoggedChange, RowsChange } from '@everfresh/core'

/** What the database says of a change, in a broadcast and in an answer alike. */
interface Told {
  readonly schema: string
  readonly table: string
  readonly operation: RowsChange['operation']
  readonly origin?: string
  readonly ids: RowsChange['ids']
  readonly route: RowsChange['route']
}

const operations: readonly unknown[] = ['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']

/** The changes in a broadcast to `scope`; undefined: it is not as this version knows them. */
export function pushedChanges(scope: string, payload: unknown): readonly RowsChange[] | undefined {
  if (!isRecord(payload)) return undefined
  const { changes, xid } = payload
  if (typeof xid !== 'string' || !Array.isArray(changes)) return undefined
  return each(changes, change => {
    const told = readTold(change)
    const n = change['n']
    if (told === undefined || typeof n !== 'number') return undefined
    return { ...rowsChange(told), transaction: xid, id: commitId(scope, xid, told, n) }
  })
}

/** The changes in an answer; undefined: it is not as this version knows them. */
export function loggedChanges(changes: unknown): readonly LoggedChange<RowsChange>[] | undefined {
  if (!Array.isArray(changes)) return undefined
  return each(changes, change => {
    const told = readTold(change)
    const { commits, pushed, scope } = change
    if (told === undefined || typeof scope !== 'string') return undefined
    if (commits !== null && !isRecord(commits)) return undefined
    const said = commits === null ? undefined : Object.entries(commits)
    return {
      change: { ...rowsChange(told), transaction: transactionOf(said) },
      commits: said?.map(([xid, n]) => commitId(scope, xid, told, Number(n))),
      ...(pushed === false && { pushed }),
    }
  })
}

/** Of several transactions only one can be the write that the `origin` names, and nobody says which. */
function transactionOf(commits: readonly (readonly [xid: string, n: unknown])[] = []): string {
  const [one, other] = commits
  return one === undefined || other !== undefined ? 'several' : one[0]
}

/**
 * One commit's changes of one kind, in one scope: a row that moves is told to both its scopes, with other columns to
 * each. `n` counts what the commit had logged of it: one that is told in several parts is told in full by the last.
 */
function commitId(scope: string, xid: string, told: Told, n: number): string {
  const { schema, table, operation, origin = '' } = told
  return `${xid}/${scope}/${schema}.${table}/${operation}/${origin}/${n}`
}

function rowsChange(told: Told): RowsChange {
  return { kind: 'rows', ...told }
}

function readTold(change: Readonly<Record<string, unknown>>): Told | undefined {
  const { schema, table, operation, origin } = change
  const ids = readIds(change['ids'])
  const route = readRoute(change['route'])
  if (typeof schema !== 'string' || typeof table !== 'string' || !isOperation(operation))
    return undefined
  if (ids === 'unreadable' || route === 'unreadable') return undefined
  return { schema, table, operation, ...(typeof origin === 'string' && { origin }), ids, route }
}

function isOperation(value: unknown): value is RowsChange['operation'] {
  return operations.includes(value)
}

function readIds(ids: unknown): Told['ids'] | 'unreadable' {
  if (ids === null) return undefined
  return Array.isArray(ids) && ids.every(id => typeof id === 'string') ? ids : 'unreadable'
}

/** A list of what each statement said, each column's values as a list. */
function readRoute(said: unknown): Told['route'] | 'unreadable' {
  if (said === null) return undefined
  if (!Array.isArray(said)) return 'unreadable'
  // No object: a column may be called `constructor`.
  const values = new Map<string, unknown[]>()
  for (const one of said) {
    if (!isRecord(one)) return 'unreadable'
    for (const [column, more] of Object.entries(one)) {
      if (!Array.isArray(more)) return 'unreadable'
      const known = values.get(column) ?? []
      values.set(column, known)
      for (const value of more) if (!known.includes(value)) known.push(value)
    }
  }
  return Object.fromEntries(values)
}

/** All of them, read; undefined as soon as one cannot be. */
function each<Read>(
  list: readonly unknown[],
  read: (entry: Readonly<Record<string, unknown>>) => Read | undefined,
): readonly Read[] | undefined {
  const all: Read[] = []
  for (const entry of list) {
    const one = isRecord(entry) ? read(entry) : undefined
    if (one === undefined) return undefined
    all.push(one)
  }
  return all
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
