import type { CompareOperator, Condition, Field, IsValue, SearchOperator, Test } from './ast.ts'
import { readField } from './field.ts'
import { Reader } from './reader.ts'

const COMPARE =
  /(?:isdistinct|imatch|match|ilike|like|adj|gte|lte|neq|nxl|nxr|cd|cs|eq|gt|lt|ov|sl|sr)(?=[.(])/y
const QUANTIFIER = /\((?:all|any)\)(?=\.)/y
/** The operators that a quantifier may follow. */
const QUANTIFIABLE = new Set(['eq', 'gt', 'gte', 'ilike', 'imatch', 'like', 'lt', 'lte', 'match'])
const SEARCH = /(?:phfts|plfts|wfts|fts)(?=[.(])/y
const LANGUAGE = /\([\p{L}\d_ $]+\)(?=\.)/uy
const IS = /not_null|null|true|false|unknown/iy
const IS_VALUE = 'isVal: (null, not_null, true, false, unknown)'
/** The beginnings of operators that an unknown word may share, and an opening bracket after one. */
const BEGINNING =
  /(?:isdistinct|imatch|match|ilike|like|phfts|plfts|wfts|fts|adj|gte|lte|neq|nxl|nxr|cd|cs|eq|gt|in|is|lt|ov|sl|sr)(?:(?<=fts|match|like|gte|lte|eq|gt|lt)(?<!neq)\()?/y
const OPERATOR = 'operator (eq, gt, ...)'
const FIELD = 'field name (* or [a..z0..9_$])'
const MAX_DEPTH = 20

/** How a value ends: at the end of the parameter, or where the next condition of a group begins. */
type ReadValue = (reader: Reader) => string

const wholeValue: ReadValue = reader => reader.rest()

const groupedValue: ReadValue = reader =>
  reader.attempt(() => {
    const quoted = reader.quoted()
    return reader.done || reader.sees(',') || reader.sees(')') ? quoted : undefined
  }) ??
  reader.match(/\{[^{}]*\}(?=[,)])/y) ??
  reader.match(/[^,)]*/y) ??
  ''

function readListElement(reader: Reader): string {
  const quoted = reader.attempt(() => {
    const text = reader.quoted()
    return reader.sees(',') || reader.sees(')') ? text : undefined
  })
  return quoted ?? reader.match(/[^,)]*/y) ?? ''
}

function readIn(reader: Reader): Test {
  reader.blank()
  reader.expect('(')
  reader.blank()
  if (reader.acceptLoose(')')) return { kind: 'in', values: [] }
  const values = [readListElement(reader)]
  while (reader.accept(',')) values.push(readListElement(reader))
  reader.expect(')')
  reader.blank()
  return { kind: 'in', values }
}

function readIs(reader: Reader): Test {
  const word = reader.match(IS)
  if (word === undefined) throw reader.error(IS_VALUE)
  return { kind: 'is', value: word.toLowerCase() as IsValue }
}

function readCompare(reader: Reader, readValue: ReadValue): Test | undefined {
  const operator = reader.match(COMPARE) as CompareOperator | undefined
  if (operator === undefined) return undefined
  const word = QUANTIFIABLE.has(operator) ? reader.match(QUANTIFIER) : undefined
  const quantifier = word?.slice(1, -1) as 'all' | 'any' | undefined
  if (!reader.accept('.')) return undefined
  const value = readValue(reader)
  return { kind: 'compare', operator, ...(quantifier !== undefined && { quantifier }), value }
}

function readSearch(reader: Reader, readValue: ReadValue): Test | undefined {
  const operator = reader.match(SEARCH) as SearchOperator | undefined
  if (operator === undefined) return undefined
  const language = reader.match(LANGUAGE)?.slice(1, -1).trim()
  if (!reader.accept('.')) return undefined
  const value = readValue(reader)
  return { kind: 'search', operator, ...(language !== undefined && { language }), value }
}

/** Reads what a value is tested for. `negated`: a `not.` was read before it. */
function readTest(reader: Reader, readValue: ReadValue, negated: boolean): Test {
  if (reader.accept('in.')) return readIn(reader)
  if (reader.accept('is.')) return readIs(reader)
  const test =
    reader.attempt(() => readCompare(reader, readValue)) ??
    reader.attempt(() => readSearch(reader, readValue))
  if (test !== undefined) return test
  // Where an operator went wrong, not where it began.
  if (reader.match(BEGINNING) !== undefined || negated) throw reader.error(OPERATOR)
  throw reader.error(`"not" or ${OPERATOR}`)
}

function readConditions(reader: Reader, depth: number): readonly Condition[] {
  if (depth > MAX_DEPTH) throw reader.error(`at most ${MAX_DEPTH} levels of and/or`)
  reader.blank()
  reader.expect('(')
  reader.blank()
  const conditions = [readCondition(reader, depth)]
  while (reader.acceptLoose(',')) conditions.push(readCondition(reader, depth))
  reader.blank()
  if (!reader.accept(')')) throw reader.error('"," or ")"')
  reader.blank()
  return conditions
}

function readCondition(reader: Reader, depth: number): Condition {
  const negated = reader.match(/not\.(?=(?:and|or)[ \t]*\()/y) !== undefined
  const group = reader.match(/(?:and|or)(?=[ \t]*\()/y) as 'and' | 'or' | undefined
  if (group !== undefined) {
    return { kind: 'group', negated, join: group, conditions: readConditions(reader, depth + 1) }
  }
  const field = readField(reader, `${FIELD}, negation operator (not) or logic operator (and, or)`)
  reader.blank()
  if (!reader.accept('.')) throw reader.error('"->>", "->" or delimiter (.)')
  const inverted = reader.accept('not.')
  return { kind: 'field', negated: inverted, field, test: readTest(reader, groupedValue, inverted) }
}

/** Parses the value of a filter, such as `not.in.(1,2)`, for the column already known. */
export function parseTest(field: Field, text: string): Condition {
  const reader = new Reader('filter', text)
  const negated = reader.accept('not.')
  const test = readTest(reader, wholeValue, negated)
  reader.end()
  return { kind: 'field', negated, field, test }
}

/** Parses the value of `or`, `and`, `not.or` and `not.and`, such as `(a.eq.1,b.is.null)`. */
export function parseGroup(join: 'and' | 'or', negated: boolean, text: string): Condition {
  // The operator is read with its conditions, so that places count from it.
  const reader = new Reader('logic tree', text, `${negated ? 'not.' : ''}${join}`.length)
  const conditions = readConditions(reader, 0)
  reader.end()
  return { kind: 'group', negated, join, conditions }
}

/** Whether a query parameter of a function called by GET is a filter, not an argument. */
export function looksLikeTest(text: string): boolean {
  const reader = new Reader('filter', text)
  reader.accept('not.')
  if (reader.accept('in.') || reader.accept('is.')) return true
  const compares = reader.match(COMPARE) !== undefined
  const searches = !compares && reader.match(SEARCH) !== undefined
  if (compares) reader.match(QUANTIFIER)
  if (searches) reader.match(LANGUAGE)
  return (compares || searches) && reader.accept('.')
}
