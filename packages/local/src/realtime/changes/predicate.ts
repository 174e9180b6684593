import type { Filter, Operator } from './filter.ts'

/** What a condition is written with: three pieces of SQL, and the filter's value for `is`. */
interface Parts {
  readonly column: string
  /** The filter's value as text. */
  readonly text: string
  /** The filter's value as the column's type. */
  readonly typed: string
  /** The filter's value as an array of the column's type. */
  readonly list: string
  readonly value: string
}

const conditions: Readonly<Record<Operator, (parts: Parts) => string>> = {
  eq: ({ column, typed }) => `${column} = ${typed}`,
  neq: ({ column, typed }) => `${column} <> ${typed}`,
  lt: ({ column, typed }) => `${column} < ${typed}`,
  lte: ({ column, typed }) => `${column} <= ${typed}`,
  gt: ({ column, typed }) => `${column} > ${typed}`,
  gte: ({ column, typed }) => `${column} >= ${typed}`,
  in: ({ column, list }) => `${column} = any(${list})`,
  like: ({ column, text }) => `${column}::text ~~ ${text}`,
  ilike: ({ column, text }) => `${column}::text ~~* ${text}`,
  match: ({ column, text }) => `${column}::text ~ ${text}`,
  imatch: ({ column, text }) => `${column}::text ~* ${text}`,
  // The text has no part in the answer, but PostgreSQL must see each placeholder used.
  is: ({ column, text, value }) => `${column} is ${truthOf(value)} and ${text} is not null`,
  isdistinct: ({ column, typed }) => `${column} is distinct from ${typed}`,
}

/**
 * A filter as a SQL condition on `column`, an expression of the type named `type`; `placeholder`
 * stands for the filter's value, which is text. Null never passes a comparison, negated or not.
 */
export function predicateSql(
  filter: Filter,
  column: string,
  type: string,
  placeholder: string,
): string {
  const text = `${placeholder}::text`
  const condition = conditions[filter.operator]({
    column,
    text,
    typed: `${text}::${type}`,
    list: `${text}::${type}[]`,
    value: filter.value,
  })
  return filter.negated ? `(not (${condition}))` : `(${condition})`
}

/** Only these words reach the SQL; any other means null. */
function truthOf(value: string): string {
  const word = value.trim().toLowerCase()
  return ['true', 'false', 'unknown'].includes(word) ? word : 'null'
}
