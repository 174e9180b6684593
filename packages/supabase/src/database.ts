import type { RowChange } from '@everfresh/core'

// What follows from a `Database` type, as `supabase gen types typescript` writes it. Without one (a client of
// any database) every name is text, and every row a record.

type TablesOf<Database> = Database extends { readonly public: { readonly Tables: infer Tables } }
  ? Tables
  : Record<string, unknown>

type IsAny<Type> = 0 extends 1 & Type ? true : false

/** The tables of a generated `Database` type. */
export type TableName<Database> =
  IsAny<Database> extends true ? string : keyof TablesOf<Database> & string

/** A row of a table, whole, as it is selected. */
export type TableRow<Database, Table extends TableName<Database>> =
  IsAny<Database> extends true
    ? Record<string, unknown>
    : TablesOf<Database> extends { readonly [Name in Table]: { readonly Row: infer Row } }
      ? Row
      : Record<string, unknown>

type Operator =
  | 'eq'
  | 'neq'
  | 'lt'
  | 'lte'
  | 'gt'
  | 'gte'
  | 'in'
  | 'like'
  | 'ilike'
  | 'is'
  | 'match'
  | 'imatch'
  | 'isdistinct'
  | 'not'

/**
 * Which rows of a table, such as `list_id=eq.42`. The first condition's column and operator are checked; what
 * follows a comma is another condition, and not.
 */
export type Filter<Database, Table extends TableName<Database>> = string extends Table
  ? string
  : `${keyof TableRow<Database, Table> & string}=${Operator}.${string}`

/** Rows to listen to, as one `postgres_changes` binding. */
export interface TableBinding<Table extends string = string, Where extends string = string> {
  readonly table: Table
  /** Default `*`. */
  readonly event?: 'INSERT' | 'UPDATE' | 'DELETE' | '*'
  /** Such as `project_id=eq.42`. For DELETE it sees the columns of the replica identity only. */
  readonly filter?: Where
}

/** A binding to any table of a generated `Database` type. */
export type DatabaseBinding<Database> = {
  readonly [Table in TableName<Database>]: TableBinding<Table, Filter<Database, Table>>
}[TableName<Database>]

/**
 * The changes of tables. `table` tells them apart. No column is sure to be there: of a DELETE there is the
 * identity in `old` only, and large values are left out of an UPDATE that did not change them.
 */
export type RowChanges<
  Database,
  Table extends TableName<Database> = TableName<Database>,
> = Table extends unknown ? RowChange<Table, Readonly<Partial<TableRow<Database, Table>>>> : never
