import type { OrderTerm } from './ast.ts'
import { readName, readSteps } from './field.ts'
import { Reader } from './reader.ts'

const NULLS = '"nullsfirst" or "nullslast"'
const MODIFIERS = `"asc", "desc", ${NULLS}`

function readTerm(reader: Reader): OrderTerm {
  reader.blank()
  const name = readName(reader)
  const related = reader.accept('(')
  const column = related ? readName(reader) : name
  const field = { name: column, steps: readSteps(reader) }
  if (related) reader.expect(')')
  const direction = reader.match(/\.(?:asc|desc)/y)?.slice(1) as 'asc' | 'desc' | undefined
  const nulls = reader.match(/\.nulls(?:first|last)/y)?.slice(6) as 'first' | 'last' | undefined
  if (reader.accept('.')) throw reader.error(direction === undefined ? MODIFIERS : NULLS)
  reader.blank()
  return {
    ...(related && { relation: name }),
    field,
    ...(direction !== undefined && { direction }),
    ...(nulls !== undefined && { nulls }),
  }
}

/** Parses `order`, such as `created_at.desc.nullslast,author(name)`. */
export function parseOrder(text: string): readonly OrderTerm[] {
  const reader = new Reader('order', text)
  const terms = [readTerm(reader)]
  while (reader.accept(',')) terms.push(readTerm(reader))
  reader.end()
  return terms
}
