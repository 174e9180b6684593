import type { OrderTerm } from './ast.ts'
import { readName, readSteps } from './field.ts'
import { Reader } from './reader.ts'

function readTerm(reader: Reader): OrderTerm {
  const name = readName(reader, 'a column')
  const related = reader.accept('(')
  const column = related ? readName(reader, 'a column') : name
  const field = { name: column, steps: readSteps(reader) }
  if (related) reader.expect(')')
  const direction = reader.match(/\.(?:asc|desc)/y)?.slice(1) as 'asc' | 'desc' | undefined
  const nulls = reader.match(/\.nulls(?:first|last)/y)?.slice(6) as 'first' | 'last' | undefined
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
