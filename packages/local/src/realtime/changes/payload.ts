import type { Change } from '../cdc/transaction.ts'
import type { Image } from './image.ts'
import type { Table } from './table.ts'

/** A change of a table, with what PostgreSQL made of its rows. */
export interface ReadChange {
  readonly change: Change
  /** Milliseconds since the epoch. */
  readonly committedAt: number
  readonly row: Image | undefined
  readonly old: Image | undefined
  /** Whether it was too large, so that only its small values are left. */
  readonly isCut: boolean
}

/** The `data` of a change as JSON text, limited to the columns that `shows` admits. */
export function changeData(
  read: ReadChange,
  table: Table,
  shows: (column: string) => boolean,
): string {
  const { change } = read
  const columns = table.columns
    .filter(({ name }) => shows(name))
    .map(
      ({ name, typeName }) => `{"name":${JSON.stringify(name)},"type":${JSON.stringify(typeName)}}`,
    )
  // Under row security a stranger learns of a deletion too, so only the key is told.
  const isKeyOnly = change.type === 'DELETE' && table.hasRowSecurity
  const showsOld = (column: string): boolean =>
    shows(column) && (!isKeyOnly || table.primaryKey.includes(column))
  return object([
    ...subject(change),
    ['columns', `[${columns.join(',')}]`],
    ['record', read.row && record(table, read.row, shows)],
    ['old_record', read.old && record(table, read.old, showsOld)],
    ['errors', read.isCut ? '["Error 413: Payload Too Large"]' : 'null'],
    ['commit_timestamp', JSON.stringify(new Date(read.committedAt).toISOString())],
  ])
}

/** The `data` of a change that may not be told, only that there was one. */
export function errorData(change: Change, error: string): string {
  return object([
    ...subject(change),
    ['columns', '[]'],
    ['record', change.type === 'DELETE' ? undefined : '{}'],
    ['old_record', change.type === 'INSERT' ? undefined : '{}'],
    ['errors', JSON.stringify([error])],
    ['commit_timestamp', 'null'],
  ])
}

type Entry = readonly [key: string, json: string | undefined]

function subject({ relation, type }: Change): readonly Entry[] {
  return [
    ['schema', JSON.stringify(relation.schema)],
    ['table', JSON.stringify(relation.table)],
    ['type', JSON.stringify(type)],
  ]
}

function record(table: Table, image: Image, shows: (column: string) => boolean): string {
  return object(
    table.columns.map(({ name }, at) => [name, shows(name) ? image.json[at] : undefined]),
  )
}

function object(entries: readonly Entry[]): string {
  const written = entries
    .filter(([, json]) => json !== undefined)
    .map(([key, json]) => `${JSON.stringify(key)}:${json}`)
  return `{${written.join(',')}}`
}
