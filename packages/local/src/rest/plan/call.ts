import type { Query } from '../parse/ast.ts'
import type { Argument, Relation, Routine, Schema } from '../schema/schema.ts'
import { readArguments } from './payload.ts'
import { planSelection, type Selection } from './read.ts'
import { ambiguousRoutine, missingRoutine } from './routine-errors.ts'

/** From where the arguments of a call come. */
type Arguments =
  | {
      readonly kind: 'json'
      readonly text: string
      /** A list, of which the first object counts. */
      readonly list: boolean
      readonly args: readonly Argument[]
    }
  | { readonly kind: 'text'; readonly args: readonly (readonly [Argument, readonly string[]])[] }
  /** The whole body is the one unnamed argument. */
  | { readonly kind: 'body'; readonly text: string; readonly type: string }

export interface Call {
  readonly routine: Routine
  readonly args: Arguments
  readonly result: Selection
}

/** What the request gives a function: a JSON body, parameters of the URL or of a form, or one value. */
export type Given =
  | { readonly kind: 'json'; readonly text: string }
  | { readonly kind: 'text'; readonly args: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: 'value'; readonly type: string; readonly text: string }

/** The name of the one field of a scalar result. */
export const SCALAR = 'pgrst_scalar'

function accepts({ args }: Routine, names: readonly string[], given: Given): boolean {
  if (args.length === 0) return names.length === 0 && given.kind !== 'value'
  return (
    names.every(name => args.some(arg => arg.name === name && name !== '')) &&
    args.every(arg => arg.optional || names.includes(arg.name))
  )
}

/** Whether the one unnamed argument takes the whole body. */
function takesBody({ args }: Routine, given: Given): boolean {
  const [only, second] = args
  if (only === undefined || second !== undefined || only.name !== '') return false
  if (given.kind === 'json') return only.type === 'json' || only.type === 'jsonb'
  return given.kind === 'value' && only.type === given.type
}

function namesIn(given: Given, query: Query): readonly string[] {
  if (given.kind === 'text') return [...new Set(given.args.map(([name]) => name))]
  if (given.kind === 'value') return []
  return query.columns ?? readArguments(given.text).keys
}

/** Which function is called, and with what. */
interface Wanted {
  readonly name: string
  readonly names: readonly string[]
  readonly given: Given
}

function findRoutine(schema: Schema, wanted: Wanted): Routine {
  const { name, names, given } = wanted
  const overloads = schema.routines.get(name) ?? []
  const named = overloads.filter(routine => accepts(routine, names, given))
  // Functions that take the whole body are for when no other fits.
  const found = named.length > 0 ? named : overloads.filter(routine => takesBody(routine, given))
  const [first, ...others] = found
  if (first === undefined) throw missingRoutine(schema, wanted)
  if (others.length > 0) throw ambiguousRoutine(found)
  return first
}

function argumentsOf(routine: Routine, { names, given }: Wanted): Arguments {
  const [only] = routine.args
  if (given.kind !== 'text' && only !== undefined && takesBody(routine, given)) {
    return { kind: 'body', text: given.text, type: only.type }
  }
  const args = routine.args.filter(arg => names.includes(arg.name))
  switch (given.kind) {
    case 'json':
      return { kind: 'json', text: given.text, list: readArguments(given.text).list, args }
    case 'value':
      return { kind: 'text', args: [] }
    case 'text':
      return {
        kind: 'text',
        args: args.map(arg => [
          arg,
          given.args.filter(([name]) => name === arg.name).map(([, value]) => value),
        ]),
      }
  }
}

function resultRelation(schema: Schema, routine: Routine): Relation {
  const known = routine.relation === undefined ? undefined : schema.relations.get(routine.relation)
  return (
    known ?? {
      schema: schema.name,
      name: routine.name,
      kind: 'view',
      columns: new Map(),
      primaryKey: [],
      can: { insert: false, update: false, delete: false },
    }
  )
}

/**
 * The call of the one function `name` that takes what is given. Throws {@link RestError} PGRST202
 * when there is none, PGRST203 when there are several.
 */
export function planCall(
  schema: Schema,
  name: string,
  given: Given,
  rest: { readonly query: Query; readonly maxRows: number },
): Call {
  const wanted = { name, names: namesIn(given, rest.query), given }
  const routine = findRoutine(schema, wanted)
  const selection = planSelection(schema, resultRelation(schema, routine), rest.query, rest.maxRows)
  const scalar = [{ kind: 'field' as const, field: { name: SCALAR, steps: [] } }]
  return {
    routine,
    args: argumentsOf(routine, wanted),
    result: routine.result === 'rows' ? selection : { ...selection, items: scalar },
  }
}
