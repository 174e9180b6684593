import type { Relationship } from './relationship.ts'

export interface Column {
  readonly name: string
  /** The type as SQL, schema-qualified where needed, with its modifier. */
  readonly type: string
  /** The name of the type, of a domain its base type's. */
  readonly base: string
  /** SQL of the default; undefined when there is none, or when the column is generated. */
  readonly fallback?: string
  /** What a comment in the database says of it. */
  readonly comment?: string
  readonly nullable: boolean
}

export interface Relation {
  readonly schema: string
  readonly name: string
  readonly kind: 'table' | 'view'
  readonly columns: ReadonlyMap<string, Column>
  /** Of a view: the columns that show the keys of its tables, where all of a key are shown. */
  readonly primaryKey: readonly string[]
  /** What can be done with it, rights aside. */
  readonly can: { readonly insert: boolean; readonly update: boolean; readonly delete: boolean }
  readonly comment?: string
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
  /** The media type that the result is, from a domain such as `"image/png"`. */
  readonly media?: string
  /** Whether the result is bytes, when it is of a media type. */
  readonly bytes: boolean
  /** `set statement_timeout` of the function itself, which counts from before its call. */
  readonly timeout?: string
}

/** What is known of one exposed schema. Rights play no part: PostgreSQL checks them. */
export interface Schema {
  readonly name: string
  /** Whether the database tells of each change. */
  readonly isWatched: boolean
  readonly relations: ReadonlyMap<string, Relation>
  /** By the name of the relation they start from. */
  readonly relationships: ReadonlyMap<string, readonly Relationship[]>
  /** The overloads of each name. */
  readonly routines: ReadonlyMap<string, readonly Routine[]>
  /** What `alter role ... set` says, by role: settings by name. */
  readonly roleSettings: ReadonlyMap<string, Readonly<Record<string, string>>>
  readonly comment?: string
}
