import type { Database } from '../../context.ts'
import type { Row } from '../cdc/transaction.ts'
import type { Filter } from './filter.ts'
import { predicateSql } from './predicate.ts'
import type { Table, TableColumn } from './table.ts'

/** One state of a row, in JSON. */
export interface Image {
  /** JSON text of each column in the relation's order; undefined where the stream had no value. */
  readonly json: readonly (string | undefined)[]
  /** Whether the row passes each of the filters, in their order. A filter on an absent value fails. */
  readonly passes: readonly boolean[]
}

/** Well below what one statement can take, and large enough for its cost not to matter. */
const ROWS_A_STATEMENT = 1_000

/**
 * Lets PostgreSQL write rows as JSON and judge them by the filters, all in one statement: its own
 * JSON is exact for every type, and its own operators are what a filter means. A filter that
 * PostgreSQL cannot compute passes nothing and does not harm the others.
 */
export async function readImages(
  db: Database,
  table: Table,
  rows: readonly Row[],
  filters: readonly Filter[],
): Promise<readonly Image[]> {
  const images: Image[] = []
  for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
    const chunk = rows.slice(start, start + ROWS_A_STATEMENT)
    images.push(...(await readChunk(db, table, chunk, filters)))
  }
  return images
}

async function readChunk(
  db: Database,
  table: Table,
  rows: readonly Row[],
  filters: readonly Filter[],
): Promise<readonly Image[]> {
  try {
    return await readTogether(db, table, rows, filters)
  } catch (error) {
    if (filters.length === 0) throw error
    const images = await readTogether(db, table, rows, [])
    const verdicts = await Promise.all(
      filters.map(filter =>
        readTogether(db, table, rows, [filter]).then(
          judged => judged.map(image => image.passes[0] === true),
          () => rows.map(() => false),
        ),
      ),
    )
    return images.map(({ json }, at) => ({ json, passes: verdicts.map(each => each[at] === true) }))
  }
}

async function readTogether(
  db: Database,
  table: Table,
  rows: readonly Row[],
  filters: readonly Filter[],
): Promise<readonly Image[]> {
  const { columns } = table
  const positions = filters.map(({ column }) => columns.findIndex(({ name }) => name === column))
  const values: unknown[] = columns.map((_, at) => rows.map(row => row[at] ?? null))
  const selected = columns.map((column, at) => `${jsonSql(column, `v.c${at}`)} as j${at}`)
  const predicates = filters.map(() => 'false')
  for (const [at, filter] of filters.entries()) {
    const position = positions[at] ?? -1
    const column = columns[position]
    if (column === undefined) continue
    values.push(filter.value)
    const typed = `v.c${position}::${column.sqlType}`
    predicates[at] = predicateSql(filter, typed, column.sqlType, `$${values.length}`)
  }
  // In one array, because a statement has no more than 1664 columns.
  selected.push(`array[${predicates.join(', ')}]::boolean[] as passes`)
  const names = columns.map((_, at) => `c${at}`).join(', ')
  const arrays = columns.map((_, at) => `$${at + 1}::text[]`).join(', ')
  const text = `select ${selected.join(', ')} from unnest(${arrays}) with ordinality as v(${names}, n) order by v.n`
  const result = await db.query(text, values)
  return result.rows.map((read, index) => {
    const row = rows[index] ?? []
    const verdicts = (read['passes'] ?? '{}').slice(1, -1).split(',')
    return {
      json: row.map((cell, at) => (cell === undefined ? undefined : (read[`j${at}`] ?? 'null'))),
      passes: positions.map((position, at) => row[position] !== undefined && verdicts[at] === 't'),
    }
  })
}

/** The JSON of a value given as text. Where it is not PostgreSQL's own, it is Supabase's. */
function jsonSql({ typeName, sqlType }: TableColumn, value: string): string {
  switch (typeName) {
    case 'json':
    case 'jsonb':
      return value
    case 'float4':
    case 'float8':
    case 'numeric':
      // JSON has no such numbers.
      return `case when ${value} in ('NaN', 'Infinity', '-Infinity') then null else ${value} end`
    case 'bytea':
      return `to_jsonb(substr(${value}, 3))::text`
    case 'bpchar':
      return `to_jsonb(rtrim(${value}))::text`
    default:
      return `to_jsonb(${value}::${sqlType})::text`
  }
}
