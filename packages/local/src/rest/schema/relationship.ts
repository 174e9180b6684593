/** A column of the one side that equals a column of the other. */
export interface Pair {
  readonly near: string
  readonly far: string
}

/** A foreign key, seen from one of its sides. */
export interface Direct {
  readonly kind: 'direct'
  readonly cardinality: 'many-to-one' | 'one-to-many' | 'one-to-one'
  /** The side whose column refers to the other. */
  readonly holder: 'from' | 'to'
  readonly name: string
  readonly from: string
  readonly to: string
  /** Whether `to` is a view, which is found by its name only. */
  readonly toView: boolean
  readonly pairs: readonly Pair[]
}

/** Two foreign keys of a table between. */
interface Junction {
  readonly kind: 'junction'
  readonly cardinality: 'many-to-many'
  readonly from: string
  readonly to: string
  readonly junction: string
  readonly names: readonly [string, string]
  /** `near` is of `from`, `far` of the junction. */
  readonly entry: readonly Pair[]
  /** `near` is of `to`, `far` of the junction. */
  readonly exit: readonly Pair[]
}

/** A function that takes a row of `from` and yields rows of `to`. */
interface Computed {
  readonly kind: 'computed'
  readonly cardinality: 'one-to-many' | 'one-to-one'
  /** The function's name, by which it is asked for. */
  readonly name: string
  readonly from: string
  readonly to: string
}

/** How rows of `from` relate to rows of `to`. */
export type Relationship = Computed | Direct | Junction

/** Whether an embedded resource is one object instead of a list. */
export function isToOne(relationship: Relationship): boolean {
  return relationship.cardinality === 'many-to-one' || relationship.cardinality === 'one-to-one'
}

/** The columns of `from` that a relationship needs. Undefined: the whole row. */
export function nearColumns(relationship: Relationship): readonly string[] | undefined {
  switch (relationship.kind) {
    case 'direct':
      return relationship.pairs.map(pair => pair.near)
    case 'junction':
      return relationship.entry.map(pair => pair.near)
    case 'computed':
      return undefined
  }
}
