import type { EmbedItem, Field, SelectItem } from './ast.ts'
import { readName, readSteps } from './field.ts'
import { Reader } from './reader.ts'

const CAST = /[a-z_]\w*(?:[ .][a-z_]\w*)*(?:\[\])?/iy
const AGGREGATE = /\.(?:avg|count|max|min|sum)\(\)/y
// Deeper selections than this are refused, so that a URL cannot exhaust the stack.
const MAX_DEPTH = 20
const ITEM = '"...", field name (* or [a..z0..9_$]), "*" or "count()"'

interface Modifiers {
  readonly hint?: string
  readonly inner: boolean
}

function readModifiers(reader: Reader): Modifiers {
  let modifiers: Modifiers = { inner: false }
  while (reader.accept('!')) {
    const word = readName(reader, 'a hint, "inner" or "left"')
    if (word === 'inner') modifiers = { ...modifiers, inner: true }
    else if (word !== 'left') modifiers = { ...modifiers, hint: word }
  }
  return modifiers
}

function readList(reader: Reader, depth: number): readonly SelectItem[] {
  if (depth > MAX_DEPTH) throw reader.error(`at most ${MAX_DEPTH} levels of embedding`)
  reader.blank()
  if (reader.done || reader.sees(')')) return []
  const items = [readItem(reader, depth)]
  while (reader.acceptLoose(',')) items.push(readItem(reader, depth))
  reader.blank()
  return items
}

function readEmbed(
  reader: Reader,
  head: Pick<EmbedItem, 'target' | 'spread' | 'alias'>,
  depth: number,
): EmbedItem {
  const modifiers = readModifiers(reader)
  reader.expect('(')
  const items = readList(reader, depth + 1)
  reader.expect(')')
  return { kind: 'embed', ...head, ...modifiers, items }
}

function readCast(reader: Reader): string | undefined {
  if (!reader.accept('::')) return undefined
  const cast = reader.match(CAST)
  if (cast === undefined) throw reader.error('the name of a type')
  return cast
}

function readColumn(reader: Reader, field: Field, alias: string | undefined): SelectItem {
  const cast = readCast(reader)
  if (reader.match(AGGREGATE) !== undefined) {
    readCast(reader)
    return { kind: 'aggregate' }
  }
  return {
    kind: 'field',
    field,
    ...(alias !== undefined && { alias }),
    ...(cast !== undefined && { cast }),
  }
}

function readAlias(reader: Reader): string | undefined {
  return reader.attempt(() => {
    if (reader.done || reader.sees('*')) return undefined
    const name = readName(reader, ITEM)
    reader.match(/[ \t]+(?=[(!])/y)
    return !reader.sees('::') && reader.accept(':') ? name : undefined
  })
}

function readItem(reader: Reader, depth: number): SelectItem {
  if (reader.accept('*')) return { kind: 'all' }
  if (reader.accept('...')) {
    return readEmbed(reader, { target: readName(reader), spread: true }, depth)
  }
  const alias = readAlias(reader)
  if (reader.accept('count()')) {
    readCast(reader)
    return { kind: 'aggregate' }
  }
  const name = readName(reader, ITEM)
  reader.match(/[ \t]+(?=[(!])/y)
  if (reader.sees('(') || reader.sees('!')) {
    const named = alias === undefined ? {} : { alias }
    return readEmbed(reader, { target: name, spread: false, ...named }, depth)
  }
  return readColumn(reader, { name, steps: readSteps(reader) }, alias)
}

/** Parses `select`. An empty text selects every column. */
export function parseSelect(text: string): readonly SelectItem[] {
  if (text === '') return [{ kind: 'all' }]
  const reader = new Reader('select parameter', text)
  const items = readList(reader, 0)
  reader.end()
  return items
}
