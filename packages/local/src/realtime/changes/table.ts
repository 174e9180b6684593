import type { Database } from '../../context.ts'
import type { Relation } from '../cdc/transaction.ts'

/** What must be known of a table to tell its changes; read from the catalogs once per description. */
export interface Table {
  readonly relation: Relation
  /** In the order of the relation's columns. */
  readonly columns: readonly TableColumn[]
  readonly hasRowSecurity: boolean
  /** The names of the primary key's columns, in key order; empty when there is none. */
  readonly primaryKey: readonly string[]
  /** The columns a role may select. The same set object each time it is asked for one role. */
  selectableBy(role: string): Promise<ReadonlySet<string>>
}

export interface TableColumn {
  readonly name: string
  /** The type's internal name, such as `int8` or `_text`; of a domain the base type's. */
  readonly typeName: string
  /** The type as SQL writes it, such as `bigint` or `text[]`. */
  readonly sqlType: string
}

const columnsSql = `
  select a.attname as name, a.attnum as number,
         t.typname as type_name, coalesce(b.typname, t.typname) as base_name,
         format_type(a.atttypid, null) as sql_type,
         c.relrowsecurity as row_security,
         array_position((i.indkey::int2[])[0:i.indnkeyatts - 1], a.attnum) as key_position
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    left join pg_type b on t.typtype = 'd' and b.oid = t.typbasetype
    left join pg_index i on i.indrelid = c.oid and i.indisprimary
   where c.oid = $1::oid
   order by a.attnum`

const selectableSql = `
  select a.attname as name
    from pg_attribute a, pg_roles r
   where a.attrelid = $1::oid and a.attnum > 0 and not a.attisdropped and r.rolname = $2
     and has_column_privilege(r.oid, a.attrelid, a.attnum, 'select')`

/** Reads tables, each once for as long as PostgreSQL does not describe it anew in the stream. */
export class Tables {
  private readonly known = new WeakMap<Relation, Promise<Table>>()
  private readonly db: Database

  constructor(db: Database) {
    this.db = db
  }

  /** A new description comes after any change of the table, its privileges or its row security. */
  of(relation: Relation): Promise<Table> {
    const known = this.known.get(relation)
    if (known !== undefined) return known
    const reading = readTable(this.db, relation)
    this.known.set(relation, reading)
    reading.catch(() => this.known.delete(relation))
    return reading
  }
}

async function readTable(db: Database, relation: Relation): Promise<Table> {
  const { rows } = await db.query(columnsSql, [relation.oid])
  const byName = new Map(rows.map(row => [row['name'], row]))
  const keys = rows
    .filter(row => row['key_position'] !== null)
    .toSorted((a, b) => Number(a['key_position']) - Number(b['key_position']))
  const selectable = new Map<string, Promise<ReadonlySet<string>>>()
  return {
    relation,
    columns: relation.columns.map(({ name }) => {
      // A column dropped since the change was made is known by name only.
      const row = byName.get(name)
      const typeName = row?.['base_name'] ?? 'text'
      return { name, typeName, sqlType: row?.['sql_type'] ?? 'text' }
    }),
    hasRowSecurity: rows[0]?.['row_security'] === 't',
    primaryKey: keys.map(row => String(row['name'])),
    selectableBy(role) {
      const reading = selectable.get(role) ?? readSelectable(db, relation.oid, role)
      selectable.set(role, reading)
      return reading
    },
  }
}

async function readSelectable(
  db: Database,
  oid: number,
  role: string,
): Promise<ReadonlySet<string>> {
  const { rows } = await db.query(selectableSql, [oid, role])
  return new Set(rows.map(row => String(row['name'])))
}
