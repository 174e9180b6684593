import type { Field, JsonStep } from './ast.ts'
import type { Reader } from './reader.ts'

// A dash belongs to a name unless it begins an arrow.
const NAME = /(?:[^\s"'.,:()!<>=*{}-]|-(?!>)|(?<=[^\s.,:()!]) (?=[^\s.,:()!]))+/y
const INDEX = /-?\d+(?=$|->|::|[.,)])/y
const KEY = /(?:[^.,:()>-]|-(?!>)|:(?!:))+/y

/** A name: bare, or in double quotes when it holds a reserved character. Throws when there is none. */
export function readName(reader: Reader, expecting = 'field name (* or [a..z0..9_$])'): string {
  const name = reader.quoted() ?? reader.match(NAME)
  if (name === undefined) throw reader.error(expecting)
  return name
}

function readStep(reader: Reader): JsonStep | undefined {
  const arrow = reader.accept('->>') ? '->>' : reader.accept('->') ? '->' : undefined
  if (arrow === undefined) return undefined
  const index = reader.match(INDEX)
  if (index !== undefined) return { arrow, key: { kind: 'index', index: Number(index) } }
  const name = reader.quoted() ?? reader.match(KEY)
  if (name === undefined) throw reader.error('a key or an index')
  return { arrow, key: { kind: 'name', name } }
}

/** What follows a column's name: `->a->0->>b`, or nothing. */
export function readSteps(reader: Reader): readonly JsonStep[] {
  const steps: JsonStep[] = []
  for (let step = readStep(reader); step !== undefined; step = readStep(reader)) steps.push(step)
  return steps
}

/** A column and the JSON steps into it. */
export function readField(reader: Reader, expecting?: string): Field {
  return { name: readName(reader, expecting), steps: readSteps(reader) }
}

/** Names separated by commas, to the end. */
export function readNames(reader: Reader): readonly string[] {
  reader.blank()
  const names = [readName(reader)]
  while (reader.acceptLoose(',')) names.push(readName(reader))
  reader.blank()
  reader.end()
  return names
}
