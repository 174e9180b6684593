import type { Database } from '../../context.ts'
import type { Change, Row } from '../cdc/transaction.ts'
import type { Filter } from './filter.ts'
import { readImages } from './image.ts'
import type { ReadChange } from './payload.ts'
import type { Table } from './table.ts'

/** A change and the moment of its commit, in milliseconds since the epoch. */
export interface CommittedChange {
  readonly change: Change
  readonly committedAt: number
}

// Supabase's own limits: a larger record loses its values of more than 64 bytes.
const MOST_BYTES = 1_048_576
const SMALL_BYTES = 64

/** Has PostgreSQL read the rows of changes of one table. The images judge by the filters given. */
export async function readChanges(
  db: Database,
  table: Table,
  changes: readonly CommittedChange[],
  filters: readonly Filter[],
): Promise<readonly ReadChange[]> {
  const sides = changes.map(({ change }) => sidesOf(change))
  const rows = sides.flatMap(({ row, old }) => [row, old]).filter(side => side !== undefined)
  const images = (await readImages(db, table, rows, filters)).values()
  const next = (side: Row | undefined): ReturnType<typeof images.next>['value'] =>
    side === undefined ? undefined : images.next().value
  return changes.map(({ change, committedAt }, at) => {
    const { row, old, isCut } = sides[at] ?? sidesOf(change)
    return { change, committedAt, row: next(row), old: next(old), isCut }
  })
}

function sidesOf(change: Change): {
  readonly row: Row | undefined
  readonly old: Row | undefined
  readonly isCut: boolean
} {
  const row = 'row' in change ? change.row : undefined
  const old = 'old' in change ? change.old : undefined
  const isCut = bytesOf(row) + bytesOf(old) > MOST_BYTES
  return isCut ? { row: row?.map(small), old: old?.map(small), isCut } : { row, old, isCut }
}

function bytesOf(row: Row | undefined): number {
  return (row ?? []).reduce((sum, cell) => sum + Buffer.byteLength(cell ?? ''), 0)
}

function small(cell: string | null | undefined): string | undefined {
  return typeof cell === 'string' && Buffer.byteLength(cell) <= SMALL_BYTES ? cell : undefined
}
