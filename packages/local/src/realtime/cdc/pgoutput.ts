import { Reader } from './reader.ts'
import type { Change, Relation, RelationColumn, Row, Transaction } from './transaction.ts'

// Layouts: PostgreSQL documentation, "Logical Replication Message Formats", protocol version 1.

/** Milliseconds from 1970 to 2000, where PostgreSQL's own clock begins. */
const POSTGRES_EPOCH = 946_684_800_000
const KEY_FLAG = 1

const identities: Readonly<Record<string, Relation['identity']>> = {
  d: 'default',
  n: 'nothing',
  f: 'full',
  i: 'index',
}

/** Puts the messages of one pgoutput stream together into transactions. */
export class PgoutputDecoder {
  private readonly relations = new Map<number, Relation>()
  private open: (Transaction & { readonly changes: Change[] }) | undefined

  /** Takes the next message. Returns the transaction when the message is its commit. */
  push(message: Buffer): Transaction | undefined {
    const reader = new Reader(message)
    const kind = reader.char()
    switch (kind) {
      case 'B':
        this.open = begun(reader)
        return undefined
      case 'C':
        return this.commit()
      case 'R':
        this.describe(reader)
        return undefined
      case 'I':
      case 'U':
      case 'D':
        this.open?.changes.push(this.change(kind, reader))
        return undefined
      default:
        // Truncate, type, origin and custom messages: Supabase reports none of them.
        return undefined
    }
  }

  private commit(): Transaction | undefined {
    const transaction = this.open
    this.open = undefined
    return transaction
  }

  private describe(reader: Reader): void {
    const oid = reader.uint32()
    // An empty schema name stands for pg_catalog.
    const schema = reader.cstring() || 'pg_catalog'
    const table = reader.cstring()
    const identity = identities[reader.char()] ?? 'nothing'
    const columns: RelationColumn[] = []
    for (let left = reader.uint16(); left > 0; left -= 1) {
      const isKey = (reader.uint8() & KEY_FLAG) !== 0
      const name = reader.cstring()
      reader.uint32()
      reader.uint32()
      columns.push({ name, isKey })
    }
    this.relations.set(oid, { oid, schema, table, identity, columns })
  }

  private change(kind: 'I' | 'U' | 'D', reader: Reader): Change {
    const oid = reader.uint32()
    const relation = this.relations.get(oid)
    if (relation === undefined) throw new Error(`A change of table ${oid} came undescribed.`)
    const tag = reader.char()
    if (kind === 'I') return { type: 'INSERT', relation, row: tuple(reader) }
    if (kind === 'D') return { type: 'DELETE', relation, old: oldRow(tag, relation, reader) }
    if (tag === 'N') {
      // The key did not change, so the stream leaves it to be read off the new row.
      const row = tuple(reader)
      return { type: 'UPDATE', relation, row, old: keyOf(relation, row) }
    }
    const old = oldRow(tag, relation, reader)
    reader.char()
    const row = tuple(reader)
    return {
      type: 'UPDATE',
      relation,
      row: row.map((cell, at) => (cell === undefined ? old[at] : cell)),
      old,
    }
  }
}

function begun(reader: Reader): Transaction & { readonly changes: Change[] } {
  reader.int64()
  const committedAt = POSTGRES_EPOCH + Number(reader.int64() / 1000n)
  return { xid: reader.uint32(), committedAt, changes: [] }
}

function oldRow(tag: string, relation: Relation, reader: Reader): Row {
  const row = tuple(reader)
  // With tag K the columns outside the key are sent as nulls that mean nothing.
  return tag === 'K' ? keyOf(relation, row) : row
}

function keyOf(relation: Relation, row: Row): Row {
  return relation.columns.map((column, at) => (column.isKey ? row[at] : undefined))
}

function tuple(reader: Reader): Row {
  const cells: (string | null | undefined)[] = []
  for (let left = reader.uint16(); left > 0; left -= 1) cells.push(cell(reader))
  return cells
}

function cell(reader: Reader): string | null | undefined {
  const kind = reader.char()
  if (kind === 'n') return null
  if (kind === 'u') return undefined
  return reader.text(reader.uint32())
}
