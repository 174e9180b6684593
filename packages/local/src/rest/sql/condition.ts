import type {
  CompareOperator,
  FieldCondition,
  IsValue,
  SearchOperator,
  Test,
} from '../parse/ast.ts'
import type { Embed, PlannedCondition } from '../plan/read.ts'
import { arrayText } from './array-text.ts'
import { fieldOf, type Source } from './field.ts'
import { join, nothing, sql, value, type Fragment } from './fragment.ts'

const OPERATORS: Readonly<Record<CompareOperator, Fragment>> = {
  adj: sql`-|-`,
  cd: sql`<@`,
  cs: sql`@>`,
  eq: sql`=`,
  gt: sql`>`,
  gte: sql`>=`,
  ilike: sql`ilike`,
  imatch: sql`~*`,
  isdistinct: sql`is distinct from`,
  like: sql`like`,
  lt: sql`<`,
  lte: sql`<=`,
  match: sql`~`,
  neq: sql`<>`,
  nxl: sql`&>`,
  nxr: sql`&<`,
  ov: sql`&&`,
  sl: sql`<<`,
  sr: sql`>>`,
}

const SEARCHES: Readonly<Record<SearchOperator, Fragment>> = {
  fts: sql`to_tsquery`,
  phfts: sql`phraseto_tsquery`,
  plfts: sql`plainto_tsquery`,
  wfts: sql`websearch_to_tsquery`,
}

const IS: Readonly<Record<IsValue, Fragment>> = {
  false: sql`false`,
  not_null: sql`not null`,
  null: sql`null`,
  true: sql`true`,
  unknown: sql`unknown`,
}

const SEARCHABLE = new Set(['character varying', 'character', 'json', 'jsonb', 'text'])

/** In a pattern `*` may stand for `%`, which is awkward in a URL. */
function operandText(operator: CompareOperator, text: string): string {
  return operator === 'like' || operator === 'ilike' ? text.replaceAll('*', '%') : text
}

function compare(left: Fragment, test: Extract<Test, { kind: 'compare' }>): Fragment {
  const operator = OPERATORS[test.operator]
  const right = value(operandText(test.operator, test.value))
  if (test.quantifier === 'any') return sql`${left} ${operator} any (${right})`
  if (test.quantifier === 'all') return sql`${left} ${operator} all (${right})`
  return sql`${left} ${operator} ${right}`
}

function search(
  source: Source,
  condition: FieldCondition,
  test: Extract<Test, { kind: 'search' }>,
): Fragment {
  const language = test.language === undefined ? nothing : sql`${value(test.language)}::regconfig, `
  const plain = fieldOf(source, condition.field)
  const base = source.relation.columns.get(condition.field.name)?.base ?? ''
  const isText = condition.field.steps.length > 0 || SEARCHABLE.has(base)
  const left = isText ? sql`to_tsvector(${language}${plain})` : plain
  return sql`${left} @@ ${SEARCHES[test.operator]}(${language}${value(test.value)})`
}

function test(source: Source, condition: FieldCondition): Fragment {
  const { test: wanted } = condition
  const left = fieldOf(source, condition.field)
  switch (wanted.kind) {
    case 'compare':
      return compare(left, wanted)
    case 'in':
      return sql`${left} = any (${value(arrayText(wanted.values))})`
    case 'is':
      return sql`${left} is ${IS[wanted.value]}`
    case 'search':
      return search(source, condition, wanted)
  }
}

/** Whether a row of a source has a match in an embedded resource. */
type Exists = (source: Source, embed: Embed) => Fragment

function conditionOf(source: Source, condition: PlannedCondition, exists: Exists): Fragment {
  const negation = condition.negated ? sql`not ` : nothing
  switch (condition.kind) {
    case 'field':
      return sql`${negation}(${test(source, condition)})`
    case 'match':
      return sql`${negation}${exists(source, condition.embed)}`
    case 'group': {
      const parts = condition.conditions.map(each => conditionOf(source, each, exists))
      return sql`${negation}(${join(parts, condition.join === 'and' ? sql` and ` : sql` or `)})`
    }
  }
}

/** The conditions of a source, one fragment each, to be met together. */
export function conditionsOf(
  source: Source,
  conditions: readonly PlannedCondition[],
  exists: Exists,
): readonly Fragment[] {
  return conditions.map(each => conditionOf(source, each, exists))
}

/** A WHERE clause with a space before it; nothing when there are no conditions. */
export function where(conditions: readonly Fragment[]): Fragment {
  return conditions.length === 0 ? nothing : sql` where ${join(conditions, sql` and `)}`
}
