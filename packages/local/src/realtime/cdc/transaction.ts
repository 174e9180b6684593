/** A table as the replication stream describes it; a new object each time the description changed. */
export interface Relation {
  readonly oid: number
  readonly schema: string
  readonly table: string
  readonly identity: 'default' | 'nothing' | 'full' | 'index'
  readonly columns: readonly RelationColumn[]
}

export interface RelationColumn {
  readonly name: string
  /** Whether it is part of the replica identity. */
  readonly isKey: boolean
}

/**
 * The values of a row, in the order of the relation's columns, each PostgreSQL's own text.
 * Undefined: not in the stream (a large value that did not change, or a column outside the key).
 */
export type Row = readonly (string | null | undefined)[]

export type Change =
  | { readonly type: 'INSERT'; readonly relation: Relation; readonly row: Row }
  /** `old` is what the replica identity tells of the row before. */
  | { readonly type: 'UPDATE'; readonly relation: Relation; readonly row: Row; readonly old: Row }
  | { readonly type: 'DELETE'; readonly relation: Relation; readonly old: Row }

/** The changes of one commit, in the order in which they were made. */
export interface Transaction {
  /** The lower 32 bits of its id. */
  readonly xid: number
  /** Milliseconds since the epoch. */
  readonly committedAt: number
  readonly changes: readonly Change[]
}
