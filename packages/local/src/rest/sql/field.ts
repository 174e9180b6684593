import type { Field, JsonStep } from '../parse/ast.ts'
import type { Relation } from '../schema/schema.ts'
import { identifier, join, qualified, sql, typeName, value, type Fragment } from './fragment.ts'

/** A relation in a FROM clause: what its columns are known by. */
export interface Source {
  readonly relation: Relation
  /** What stands before the dot of a column. */
  readonly qualifier: Fragment
  /** Whether its rows are of the relation's own row type, and not of one that a query made. */
  readonly typed: boolean
}

/** A whole row of `source`, of the relation's row type. */
export function rowOf({ relation, qualifier, typed }: Source): Fragment {
  if (typed) return sql`${qualifier}.*`
  return sql`${qualifier}::${qualified(relation.schema, relation.name)}`
}

/** A column of `source`. PostgreSQL itself refuses one that is not there, and finds computed ones. */
export function column(source: Source, name: string): Fragment {
  return sql`${source.qualifier}.${identifier(name)}`
}

function step({ arrow, key }: JsonStep): Fragment {
  const operand =
    key.kind === 'index' ? sql`${value(String(key.index))}::int` : sql`${value(key.name)}::text`
  return arrow === '->' ? sql` -> ${operand}` : sql` ->> ${operand}`
}

/** A column, or what lies in its JSON. Columns of other types are read as the JSON they would be sent as. */
export function fieldOf(source: Source, field: Field): Fragment {
  const plain = column(source, field.name)
  if (field.steps.length === 0) return plain
  const base = source.relation.columns.get(field.name)?.base
  const document = base === 'jsonb' || base === 'json' ? plain : sql`to_jsonb(${plain})`
  return sql`(${document}${join(field.steps.map(step), sql``)})`
}

/** A field under a cast. */
export function castField(source: Source, field: Field, cast: string | undefined): Fragment {
  const plain = fieldOf(source, field)
  return cast === undefined ? plain : sql`cast(${plain} as ${typeName(cast)})`
}

/** The name a selected field has in the result when it is given none: its last JSON key's. */
export function defaultName(field: Field): string {
  const keys = field.steps.flatMap(each => (each.key.kind === 'name' ? [each.key.name] : []))
  return keys.at(-1) ?? field.name
}
