import type { Caller, Database } from '../../context.ts'

/** Rows that one caller would be told of, by their primary keys. */
export interface Question {
  readonly caller: Caller
  /** By a number of the asker's choice, the values of the primary key's columns as text. */
  readonly rows: ReadonlyMap<number, readonly (string | null | undefined)[]>
}

/**
 * Asks PostgreSQL which of the rows each caller may see now, by the table's own policies. One round
 * trip for all callers. Answers a set of row numbers for each question, in their order.
 */
export async function visibleRows(
  db: Database,
  oid: number,
  questions: readonly Question[],
): Promise<readonly ReadonlySet<number>[]> {
  if (questions.length === 0) return []
  const callers = questions.map(({ caller, rows }) => ({
    role: caller.role,
    claims: JSON.stringify(caller.claims),
    rows: [...rows].map(([i, key]) => keyed(i, key)),
  }))
  const { rows } = await db.query(
    'select caller, rows from realtime.visible_rows($1::oid::regclass, $2::jsonb)',
    [oid, JSON.stringify(callers)],
  )
  const visible = new Map(rows.map(row => [Number(row['caller']), numbersOf(row['rows'])]))
  return questions.map((_, at) => visible.get(at) ?? new Set())
}

function keyed(
  i: number,
  key: readonly (string | null | undefined)[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries([['i', i], ...key.map((cell, at) => [`k${at + 1}`, cell])])
}

/** Reads PostgreSQL's text of an array of integers. */
function numbersOf(text: string | null | undefined): ReadonlySet<number> {
  const inner = (text ?? '{}').slice(1, -1)
  return new Set(inner === '' ? [] : inner.split(',').map(Number))
}
