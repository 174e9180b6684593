import { RestError } from '../errors.ts'
import { closest } from './closest.ts'
import { EXPOSED_SCHEMA, type ForeignKey, type Relation, type Schema } from './schema.ts'

/** A column of the one side that equals a column of the other. */
export interface Pair {
  readonly near: string
  readonly far: string
}

/** How rows of `from` relate to rows of `to`. */
export type Relationship =
  | {
      readonly kind: 'direct'
      readonly cardinality: 'many-to-one' | 'one-to-many' | 'one-to-one'
      /** The side whose column refers to the other. */
      readonly holder: 'from' | 'to'
      readonly name: string
      readonly from: string
      readonly to: string
      readonly pairs: readonly Pair[]
    }
  | {
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

function pairsOf(near: readonly string[], far: readonly string[]): readonly Pair[] {
  return near.map((column, index) => ({ near: column, far: far[index] ?? '' }))
}

function sameSet(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every(each => right.includes(each))
}

function isUnique(schema: Schema, key: ForeignKey): boolean {
  const uniques = schema.relations.get(key.table)?.uniques ?? []
  return uniques.some(unique => sameSet(unique, key.columns))
}

function forward(schema: Schema, key: ForeignKey): Relationship {
  return {
    kind: 'direct',
    cardinality: isUnique(schema, key) ? 'one-to-one' : 'many-to-one',
    holder: 'from',
    name: key.name,
    from: key.table,
    to: key.referenced,
    pairs: pairsOf(key.columns, key.referencedColumns),
  }
}

function backward(schema: Schema, key: ForeignKey): Relationship {
  return {
    kind: 'direct',
    cardinality: isUnique(schema, key) ? 'one-to-one' : 'one-to-many',
    holder: 'to',
    name: key.name,
    from: key.referenced,
    to: key.table,
    pairs: pairsOf(key.referencedColumns, key.columns),
  }
}

/** A table is a junction of two others when its primary key holds the columns of both references. */
function through(schema: Schema, from: string): readonly Relationship[] {
  const entries = schema.foreignKeys.filter(key => key.referenced === from)
  return entries.flatMap(entry => {
    const primaryKey = schema.relations.get(entry.table)?.primaryKey ?? []
    const held = (key: ForeignKey) => key.columns.every(column => primaryKey.includes(column))
    if (!held(entry)) return []
    return schema.foreignKeys
      .filter(exit => exit.table === entry.table && exit !== entry && held(exit))
      .map((exit): Relationship => ({
        kind: 'junction',
        cardinality: 'many-to-many',
        from,
        to: exit.referenced,
        junction: entry.table,
        names: [entry.name, exit.name],
        entry: pairsOf(entry.referencedColumns, entry.columns),
        exit: pairsOf(exit.referencedColumns, exit.columns),
      }))
  })
}

function relationshipsOf(schema: Schema, from: string): readonly Relationship[] {
  return [
    ...schema.foreignKeys.filter(key => key.table === from).map(key => forward(schema, key)),
    ...schema.foreignKeys.filter(key => key.referenced === from).map(key => backward(schema, key)),
    ...through(schema, from),
  ]
}

type Direct = Extract<Relationship, { kind: 'direct' }>

function isDirect(relationship: Relationship): relationship is Direct {
  return relationship.kind === 'direct'
}

/** Whether an embedded resource is one object instead of a list. */
export function isToOne(relationship: Relationship): boolean {
  return relationship.cardinality === 'many-to-one' || relationship.cardinality === 'one-to-one'
}

function nameMatches(relationship: Relationship, target: string): boolean {
  if (relationship.to === target) return true
  if (!isDirect(relationship)) return false
  const holds = relationship.holder === 'from'
  if (relationship.name === target) return holds || relationship.from !== relationship.to
  // Only the side that holds the reference is known by its column.
  return holds && isSingle(relationship.pairs, 'near', target)
}

function isSingle(pairs: readonly Pair[], side: 'near' | 'far', column: string): boolean {
  return pairs.length === 1 && pairs[0]?.[side] === column
}

function hintMatches(relationship: Relationship, hint: string): boolean {
  if (!isDirect(relationship)) return relationship.junction === hint
  if (relationship.name === hint || isSingle(relationship.pairs, 'near', hint)) return true
  // Of a table that refers to itself, a column names the side that holds it.
  return relationship.from !== relationship.to && isSingle(relationship.pairs, 'far', hint)
}

function matching(
  schema: Schema,
  from: string,
  target: string,
  hint: string | undefined,
): readonly Relationship[] {
  const all = relationshipsOf(schema, from)
  if (hint === undefined) return all.filter(each => nameMatches(each, target))
  return all.filter(each => each.to === target && hintMatches(each, hint))
}

function columnList(pairs: readonly Pair[], side: 'near' | 'far'): string {
  return `(${pairs.map(pair => pair[side]).join(', ')})`
}

function describe(relationship: Relationship): string {
  const { from, to } = relationship
  if (relationship.kind === 'direct') {
    const { pairs } = relationship
    return `${relationship.name} using ${from}${columnList(pairs, 'near')} and ${to}${columnList(pairs, 'far')}`
  }
  const [entry, exit] = relationship.names
  const { junction } = relationship
  return `${junction} using ${entry}${columnList(relationship.entry, 'far')} and ${exit}${columnList(relationship.exit, 'far')}`
}

function hintFor(relationship: Relationship): string {
  return relationship.kind === 'direct' ? relationship.name : relationship.junction
}

function ambiguous(from: string, target: string, found: readonly Relationship[]): RestError {
  const choices = found.map(each => `'${target}!${hintFor(each)}'`).join(', ')
  return new RestError(300, {
    code: 'PGRST201',
    message: `Could not embed because more than one relationship was found for '${from}' and '${target}'`,
    details: found.map(each => ({
      cardinality: each.cardinality,
      embedding: `${each.from} with ${each.to}`,
      relationship: describe(each),
    })),
    hint: `Try changing '${target}' to one of the following: ${choices}. Find the desired relationship in the 'details' key.`,
  })
}

function missing(
  schema: Schema,
  from: string,
  target: string,
  hint: string | undefined,
): RestError {
  const others = relationshipsOf(schema, from).map(each => each.to)
  const meant = closest(
    target,
    others.filter(name => name !== target),
  )
  const hinted = hint === undefined ? '' : ` using the hint '${hint}'`
  return new RestError(400, {
    code: 'PGRST200',
    message: `Could not find a relationship between '${from}' and '${target}' in the schema cache`,
    details: `Searched for a foreign key relationship between '${from}' and '${target}'${hinted} in the schema '${EXPOSED_SCHEMA}', but no matches were found.`,
    hint: meant === undefined ? null : `Perhaps you meant '${meant}' instead of '${target}'.`,
  })
}

/**
 * The relationship by which `target` (a table's, a constraint's or a column's name) is embedded in
 * `from`. Throws {@link RestError} PGRST200 when there is none, PGRST201 when there are several.
 */
export function findRelationship(
  schema: Schema,
  from: Relation,
  target: string,
  hint: string | undefined,
): Relationship {
  const found = matching(schema, from.name, target, hint)
  const [first, second] = found
  if (first === undefined) throw missing(schema, from.name, target, hint)
  if (second === undefined) return first
  // A table that refers to itself once: its name means the rows that refer to this one.
  const own = found.filter(isDirect).filter(each => each.from === each.to)
  const children = own.find(each => each.holder === 'to')
  if (found.length === 2 && own.length === 2 && children !== undefined) return children
  throw ambiguous(from.name, target, found)
}
