import { inspect } from './inspect.ts'

const operators = [
  'eq',
  'neq',
  'lt',
  'lte',
  'gt',
  'gte',
  'in',
  'like',
  'ilike',
  'is',
  'match',
  'imatch',
  'isdistinct',
] as const

export type Operator = (typeof operators)[number]

/** One condition on one column. Conditions of a binding are joined by AND. */
export interface Filter {
  readonly column: string
  readonly operator: Operator
  /** For `in` a PostgreSQL array literal, else the value's text. */
  readonly value: string
  readonly negated: boolean
}

export type ParsedFilters =
  | { readonly ok: true; readonly filters: readonly Filter[] }
  | { readonly ok: false; readonly message: string }

/**
 * Reads a binding's filter: `column=operator.value`, several joined by commas. `not.` before the
 * operator negates; a value in double quotes may hold commas. Blank means no filter.
 */
export function parseFilters(text: string): ParsedFilters {
  if (text.trim() === '') return { ok: true, filters: [] }
  const filters: Filter[] = []
  for (const part of splitAtCommas(text.trim())) {
    const read = parseOne(part.trim())
    if (!('operator' in read)) {
      return { ok: false, message: `Error parsing \`filter\` params: ${read.reason}` }
    }
    filters.push(read)
  }
  return { ok: true, filters }
}

/** The width to which the real server's texts are broken. */
const LINE = 80

/** The filters as the real server's error texts show them. */
export function showFilters(filters: readonly Filter[]): string {
  const shown = filters.map(
    ({ column, operator, value, negated }) =>
      `{${JSON.stringify(column)}, "${operator}", ${JSON.stringify(value)}, ${negated}}`,
  )
  const line = `[${shown.join(', ')}]`
  return line.length <= LINE ? line : `[\n${shown.map(showLong).join(',\n')}\n]`
}

/** A text that is the same for two filters when they are the same filter. */
export function filterKey({ column, operator, value, negated }: Filter): string {
  return JSON.stringify([column, operator, value, negated])
}

/** How the real server's formatter breaks a filter that is too long for a line. */
function showLong(shown: string): string {
  if (shown.length + 2 <= LINE) return `  ${shown}`
  const [, head = '', value = '', tail = ''] =
    /^(\{.*?", ".*?"), (".*"), (\w+\})$/s.exec(shown) ?? []
  return `  ${head},\n   ${value},\n   ${tail}`
}

function parseOne(part: string): Filter | { readonly reason: string } {
  if (part === '') {
    return { reason: 'filter must not contain empty segments (check for extra commas)' }
  }
  const equals = part.indexOf('=')
  if (equals === -1) return { reason: inspect([part]) }
  const column = part.slice(0, equals)
  const negated = part.startsWith('not.', equals + 1)
  const rest = part.slice(equals + (negated ? 5 : 1))
  const dot = rest.indexOf('.')
  if (dot === -1) return { reason: inspect([rest]) }
  const operator = operators.find(each => each === rest.slice(0, dot))
  const written = rest.slice(dot + 1)
  if (operator === undefined) return { reason: inspect([rest.slice(0, dot), written]) }
  if (operator !== 'in') return { column, operator, value: unquoted(written), negated }
  if (!/^\(.*\)$/s.test(written)) {
    return { reason: '`in` filter value must be wrapped by parentheses' }
  }
  // The list is written as PostgreSQL writes arrays, but for the brackets.
  return { column, operator, value: `{${written.slice(1, -1)}}`, negated }
}

/** Quotes count only around the whole value; a backslash in them takes the next character as it is. */
function unquoted(value: string): string {
  const isQuoted = /^"(?:[^"\\]|\\.)*"$/s.test(value)
  return isQuoted ? value.slice(1, -1).replaceAll(/\\(.)/gs, '$1') : value
}

/** Splits at the commas outside brackets and quotes. A quote opens only where a value can begin. */
function splitAtCommas(text: string): readonly string[] {
  const parts: string[] = []
  let start = 0
  let depth = 0
  let isQuoted = false
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]
    if (isQuoted && char === '\\') at += 1
    else if (isQuoted) isQuoted = char !== '"'
    else if (char === '"') isQuoted = at > 0 && '.(,'.includes(text[at - 1] ?? '')
    else if (char === '(') depth += 1
    else if (char === ')') depth = Math.max(0, depth - 1)
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(start, at))
      start = at + 1
    }
  }
  parts.push(text.slice(start))
  return parts
}
