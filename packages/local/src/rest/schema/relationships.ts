import { RestError } from '../errors.ts'
import { closest, SOMEWHAT_ALIKE } from './closest.ts'
import type { Direct, Pair, Relationship } from './relationship.ts'
import type { Relation, Schema } from './schema.ts'

type Keyed = Exclude<Relationship, { kind: 'computed' }>

function isKeyed(relationship: Relationship): relationship is Keyed {
  return relationship.kind !== 'computed'
}

function isDirect(relationship: Relationship): relationship is Direct {
  return relationship.kind === 'direct'
}

function isSingle(pairs: readonly Pair[], side: 'far' | 'near', column: string): boolean {
  return pairs.length === 1 && pairs[0]?.[side] === column
}

function nameMatches(relationship: Keyed, target: string): boolean {
  if (relationship.to === target) return true
  // Views of a table share its keys, so that only the table itself is known by them.
  if (!isDirect(relationship) || relationship.toView) return false
  const holds = relationship.holder === 'from'
  if (relationship.name === target) return holds || relationship.from !== relationship.to
  // Only the side that holds the reference is known by its column.
  return holds && isSingle(relationship.pairs, 'near', target)
}

function hintMatches(relationship: Keyed, hint: string): boolean {
  if (!isDirect(relationship)) return relationship.junction === hint
  if (relationship.name === hint || isSingle(relationship.pairs, 'near', hint)) return true
  // Of a table that refers to itself, a column names the side that holds it.
  return relationship.from !== relationship.to && isSingle(relationship.pairs, 'far', hint)
}

function columnList(pairs: readonly Pair[], side: 'far' | 'near'): string {
  return `(${pairs.map(pair => pair[side]).join(', ')})`
}

function describe(relationship: Keyed): string {
  const { from, to } = relationship
  if (relationship.kind === 'direct') {
    const { pairs } = relationship
    return `${relationship.name} using ${from}${columnList(pairs, 'near')} and ${to}${columnList(pairs, 'far')}`
  }
  const [entry, exit] = relationship.names
  const { junction } = relationship
  return `${junction} using ${entry}${columnList(relationship.entry, 'far')} and ${exit}${columnList(relationship.exit, 'far')}`
}

function hintFor(relationship: Keyed): string {
  return relationship.kind === 'direct' ? relationship.name : relationship.junction
}

/** What a request asks to be embedded, and where. */
interface Wanted {
  readonly from: string
  readonly target: string
  readonly hint: string | undefined
}

function ambiguous({ from, target }: Wanted, found: readonly Keyed[]): RestError {
  const choices = found.map(each => `'${each.to}!${hintFor(each)}'`).join(', ')
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

function suggestion(schema: Schema, { from, target }: Wanted): string | null {
  const known = schema.relationships.get(from)
  const others = (known ?? []).map(each => each.to)
  // Both are there: what is wrong is the hint.
  if (others.includes(target)) return null
  const [wrong, candidates] =
    known === undefined ? [from, schema.relationships.keys()] : [target, others]
  const meant = closest(wrong, candidates, SOMEWHAT_ALIKE)
  return meant === undefined ? null : `Perhaps you meant '${meant}' instead of '${wrong}'.`
}

function missing(schema: Schema, wanted: Wanted): RestError {
  const { from, target, hint } = wanted
  const hinted = hint === undefined ? '' : ` using the hint '${hint}'`
  return new RestError(400, {
    code: 'PGRST200',
    message: `Could not find a relationship between '${from}' and '${target}' in the schema cache`,
    details: `Searched for a foreign key relationship between '${from}' and '${target}'${hinted} in the schema '${schema.name}', but no matches were found.`,
    hint: suggestion(schema, wanted),
  })
}

function chooseAmong(schema: Schema, wanted: Wanted, all: readonly Keyed[]): Relationship {
  const { target, hint } = wanted
  const found = all.filter(
    each => nameMatches(each, target) && (hint === undefined || hintMatches(each, hint)),
  )
  const [first, second] = found
  if (first === undefined) throw missing(schema, wanted)
  if (second === undefined) return first
  // A table that refers to itself once: its name means the rows that refer to this one.
  const own = found.filter(isDirect).filter(each => each.from === each.to)
  const children = own.find(each => each.holder === 'to')
  if (found.length === 2 && own.length === 2 && children !== undefined) return children
  throw ambiguous(wanted, found)
}

/**
 * The relationship by which `target` (the name of a table or view, a constraint, a column or a
 * function of the row) is embedded in `from`. A function counts before the keys it is named after.
 * Throws {@link RestError} PGRST200 when there is none, PGRST201 when there are several.
 */
export function findRelationship(
  schema: Schema,
  from: Relation,
  { target, hint }: Omit<Wanted, 'from'>,
): Relationship {
  const all = schema.relationships.get(from.name) ?? []
  const computed = all.find(each => each.kind === 'computed' && each.name === target)
  if (computed !== undefined) return computed
  return chooseAmong(schema, { from: from.name, target, hint }, all.filter(isKeyed))
}
