import type { Database } from '../../context.ts'
import { CATALOGUE } from './catalogue-sql.ts'
import { relationshipsIn, type ForeignKey } from './keys.ts'
import { originsIn, type Place } from './lineage.ts'
import type { Relationship } from './relationship.ts'
import type { Argument, Column, Relation, Routine, Schema } from './schema.ts'
import { Shown } from './shown.ts'

type Nullable<T> = { readonly [K in keyof T]: T[K] | null }

/** A column as the catalogue tells it. */
interface ColumnEntry
  extends
    Omit<Column, 'comment' | 'fallback'>,
    Nullable<Pick<Required<Column>, 'comment' | 'fallback'>> {
  readonly number: number
}

/** A relation as the catalogue tells it. */
export interface RelationEntry {
  readonly id: number
  readonly name: string
  readonly kind: Relation['kind']
  readonly comment: string | null
  /** Bits: 4 can be updated, 8 inserted into, 16 deleted from. */
  readonly events: number
  readonly columns: readonly ColumnEntry[]
}

interface RoutineEntry
  extends
    Omit<Routine, 'args' | 'media' | 'relation' | 'schema' | 'timeout'>,
    Nullable<Pick<Required<Routine>, 'media' | 'relation' | 'timeout'>> {
  readonly args: readonly Argument[]
  /** The relation whose row is the one argument. */
  readonly of: string | null
  /** Whether it yields one row at most. */
  readonly one: boolean
}

interface Catalogue {
  readonly isWatched: boolean
  readonly comment: string | null
  readonly relations: readonly RelationEntry[]
  readonly primaryKeys: readonly { readonly relation: number; readonly columns: number[] }[]
  readonly foreignKeys: readonly ForeignKey[]
  readonly views: readonly { readonly id: number; readonly tree: string }[]
  readonly routines: readonly RoutineEntry[]
  readonly roleSettings: readonly {
    readonly role: string
    readonly name: string
    readonly value: string
  }[]
}

/** Leaves out what the catalogue knows nothing of. */
function present<T extends object>(entry: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const known = Object.entries(entry).filter(([, value]) => value !== null)
  return Object.fromEntries(known) as { [K in keyof T]?: NonNullable<T[K]> }
}

function toColumn({ comment, fallback, number: _number, ...column }: ColumnEntry): Column {
  return { ...column, ...present({ comment, fallback }) }
}

function toRelation(schema: string, entry: RelationEntry, primaryKey: readonly string[]): Relation {
  const { name, kind, events, columns, comment } = entry
  return {
    schema,
    name,
    kind,
    columns: new Map(columns.map(column => [column.name, toColumn(column)])),
    primaryKey,
    can: { update: (events & 4) > 0, insert: (events & 8) > 0, delete: (events & 16) > 0 },
    ...present({ comment }),
  }
}

function toRoutine(schema: string, entry: RoutineEntry): Routine {
  const { media, relation, timeout, of: _of, one: _one, ...routine } = entry
  return { ...routine, schema, ...present({ media, relation, timeout }) }
}

function computedIn(routines: readonly RoutineEntry[]): readonly Relationship[] {
  return routines.flatMap(({ name, of, relation, one }): Relationship[] =>
    of === null || relation === null
      ? []
      : [
          {
            kind: 'computed',
            cardinality: one ? 'one-to-one' : 'one-to-many',
            name,
            from: of,
            to: relation,
          },
        ],
  )
}

function group<T>(all: readonly T[], keyOf: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const each of all) {
    const key = keyOf(each)
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [each])
    else known.push(each)
  }
  return groups
}

function toSchema(name: string, catalogue: Catalogue): Schema {
  const views = new Map<number, ReadonlyMap<number, Place>>(
    catalogue.views.map(({ id, tree }) => [id, originsIn(tree)]),
  )
  const shown = new Shown(catalogue.relations, views)
  const relations = catalogue.relations.map((entry): [string, Relation] => {
    const primaryKey = shown.keysOf(entry, catalogue.primaryKeys)
    return [entry.name, toRelation(name, entry, primaryKey)]
  })
  const relationships = [
    ...computedIn(catalogue.routines),
    ...relationshipsIn(catalogue.foreignKeys, shown),
  ]
  const settings = group(catalogue.roleSettings, each => each.role)
  return {
    name,
    isWatched: catalogue.isWatched,
    relations: new Map(relations),
    relationships: group(relationships, each => each.from),
    routines: group(
      catalogue.routines.map(entry => toRoutine(name, entry)),
      each => each.name,
    ),
    roleSettings: new Map(
      [...settings].map(([role, all]) => [
        role,
        Object.fromEntries(all.map(each => [each.name, each.value])),
      ]),
    ),
    ...present({ comment: catalogue.comment }),
  }
}

/** Reads an exposed schema from PostgreSQL's catalogue. */
export async function readSchema(db: Database, name: string): Promise<Schema> {
  const text = await db.transaction(async client => {
    await client.query(`set local search_path = ''`)
    const result = await client.query<{ catalogue: string }>(CATALOGUE, [name])
    return result.rows[0]?.catalogue ?? '{}'
  })
  return toSchema(name, JSON.parse(text) as Catalogue)
}
