export interface Column {
  readonly name: string
  /** The type as SQL, schema-qualified where needed, with its modifier. */
  readonly type: string
  /** The name of the type, of a domain its base type's. */
  readonly base: string
  /** SQL of the default; undefined when there is none, or when the column is generated. */
  readonly fallback?: string
}

export interface Relation {
  readonly schema: string
  readonly name: string
  readonly kind: 'table' | 'view'
  readonly columns: ReadonlyMap<string, Column>
  readonly primaryKey: readonly string[]
  /** Column sets no two rows share, the primary key's among them. */
  readonly uniques: readonly (readonly string[])[]
}

export interface ForeignKey {
  readonly name: string
  readonly table: string
  readonly columns: readonly string[]
  readonly referenced: string
  readonly referencedColumns: readonly string[]
}

export interface Argument {
  /** Empty for an unnamed argument. */
  readonly name: string
  readonly type: string
  readonly optional: boolean
  readonly variadic: boolean
}

export interface Routine {
  readonly schema: string
  readonly name: string
  readonly args: readonly Argument[]
  readonly result: 'rows' | 'scalar' | 'void'
  readonly set: boolean
  /** The table or view whose row type is returned, so that it can be embedded from. */
  readonly relation?: string
  readonly volatile: boolean
}

/** What is known of the exposed schema. Rights play no part: PostgreSQL checks them. */
export interface Schema {
  readonly relations: ReadonlyMap<string, Relation>
  readonly foreignKeys: readonly ForeignKey[]
  /** The overloads of each name. */
  readonly routines: ReadonlyMap<string, readonly Routine[]>
}

/** The one schema that requests can reach. */
export const EXPOSED_SCHEMA = 'public'
