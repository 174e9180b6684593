import type { Direct, Pair, Relationship } from './relationship.ts'
import type { Face, Shown } from './shown.ts'

/** A foreign key by the numbers of its tables and columns. */
export interface ForeignKey {
  readonly name: string
  readonly relation: number
  readonly columns: readonly number[]
  readonly referenced: number
  readonly referencedColumns: readonly number[]
  /** Whether no two rows refer to the same. */
  readonly unique: boolean
  /** Whether its columns are part of the primary key. */
  readonly inPrimaryKey: boolean
}

/** A foreign key between two relations of the schema. */
interface Link {
  readonly key: ForeignKey
  readonly holder: Face
  readonly target: Face
}

function linksOf(key: ForeignKey, shown: Shown): readonly Link[] {
  const targets = shown.facesOf(key.referenced, key.referencedColumns)
  return shown
    .facesOf(key.relation, key.columns)
    .flatMap(holder => targets.map(target => ({ key, holder, target })))
}

function pairsOf(near: Face, far: Face): readonly Pair[] {
  return near.columns.map((column, index) => ({ near: column, far: far.columns[index] ?? '' }))
}

function forward({ key, holder, target }: Link): Direct {
  return {
    kind: 'direct',
    cardinality: key.unique ? 'one-to-one' : 'many-to-one',
    holder: 'from',
    name: key.name,
    from: holder.name,
    to: target.name,
    toView: target.isView,
    pairs: pairsOf(holder, target),
  }
}

function backward({ key, holder, target }: Link): Direct {
  return {
    kind: 'direct',
    cardinality: key.unique ? 'one-to-one' : 'one-to-many',
    holder: 'to',
    name: key.name,
    from: target.name,
    to: holder.name,
    toView: holder.isView,
    pairs: pairsOf(target, holder),
  }
}

/** A table is a junction of two others when its primary key holds the columns of both references. */
function through(links: readonly Link[]): readonly Relationship[] {
  const held = links.filter(link => link.key.inPrimaryKey)
  return held.flatMap(entry =>
    held
      .filter(exit => exit.holder.name === entry.holder.name && exit.key !== entry.key)
      .map((exit): Relationship => ({
        kind: 'junction',
        cardinality: 'many-to-many',
        from: entry.target.name,
        to: exit.target.name,
        junction: entry.holder.name,
        names: [entry.key.name, exit.key.name],
        entry: pairsOf(entry.target, entry.holder),
        exit: pairsOf(exit.target, exit.holder),
      })),
  )
}

/** The relationships that foreign keys make between the relations of a schema, views included. */
export function relationshipsIn(
  keys: readonly ForeignKey[],
  shown: Shown,
): readonly Relationship[] {
  const links = keys.flatMap(key => linksOf(key, shown))
  return [...links.map(forward), ...links.map(backward), ...through(links)]
}
