import type { RelationEntry } from './catalogue.ts'
import { resolve, type Place } from './lineage.ts'

/** A relation that shows columns of a table: the table itself, or a view. */
export interface Face {
  readonly name: string
  readonly isView: boolean
  /** The names of the columns, in the order asked. */
  readonly columns: readonly string[]
}

/** Every way to take one of each list. */
function combinations<T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return lists.reduce<readonly (readonly T[])[]>(
    (whole, list) => whole.flatMap(head => list.map(each => [...head, each])),
    [[]],
  )
}

/** By which names of the schema the columns of tables can be seen, tables of other schemas included. */
export class Shown {
  readonly #relations: readonly RelationEntry[]
  /** By relation: by the table it shows, and the column's number there, the names of its columns. */
  readonly #names = new Map<RelationEntry, ReadonlyMap<number, ReadonlyMap<number, string[]>>>()

  constructor(
    relations: readonly RelationEntry[],
    views: ReadonlyMap<number, ReadonlyMap<number, Place>>,
  ) {
    this.#relations = relations
    for (const relation of relations) {
      const tables = new Map<number, Map<number, string[]>>()
      for (const { number, name } of relation.columns) {
        const place = resolve(views, { relation: relation.id, column: number })
        if (place === undefined) continue
        const columns = tables.get(place.relation) ?? new Map<number, string[]>()
        columns.set(place.column, [...(columns.get(place.column) ?? []), name])
        tables.set(place.relation, columns)
      }
      this.#names.set(relation, tables)
    }
  }

  /** Where all of `columns` of a table can be seen. A view that shows one twice is there twice. */
  facesOf(table: number, columns: readonly number[]): readonly Face[] {
    return this.#relations.flatMap(relation =>
      this.#columnsOf(relation, table, columns).map(names => ({
        name: relation.name,
        isView: relation.kind === 'view',
        columns: names,
      })),
    )
  }

  /** The columns of a relation that are the primary keys of what it shows. */
  keysOf(
    relation: RelationEntry,
    keys: readonly { readonly relation: number; readonly columns: readonly number[] }[],
  ): readonly string[] {
    const tables = this.#names.get(relation)
    return keys
      .filter(key => tables?.has(key.relation) === true)
      .flatMap(key => this.#columnsOf(relation, key.relation, key.columns)[0] ?? [])
  }

  #columnsOf(
    relation: RelationEntry,
    table: number,
    columns: readonly number[],
  ): readonly (readonly string[])[] {
    const known = this.#names.get(relation)?.get(table)
    if (known === undefined) return []
    return combinations(columns.map(column => known.get(column) ?? []))
  }
}
