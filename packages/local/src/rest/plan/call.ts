import { RestError } from '../errors.ts'
import type { Query } from '../parse/ast.ts'
import { closest } from '../schema/closest.ts'
import {
  EXPOSED_SCHEMA,
  type Argument,
  type Relation,
  type Routine,
  type Schema,
} from '../schema/schema.ts'
import { readPayload } from './payload.ts'
import { planSelection, type Selection } from './read.ts'

/** From where the arguments of a call come. */
type Arguments =
  | { readonly kind: 'json'; readonly text: string; readonly args: readonly Argument[] }
  | { readonly kind: 'text'; readonly args: readonly (readonly [Argument, readonly string[]])[] }
  /** The whole body is the one unnamed argument. */
  | { readonly kind: 'body'; readonly text: string; readonly type: string }

export interface Call {
  readonly routine: Routine
  readonly args: Arguments
  readonly result: Selection
}

/** What the request gives a function: a JSON body, or parameters of the URL. */
type Given =
  | { readonly kind: 'json'; readonly text: string }
  | { readonly kind: 'text'; readonly args: readonly (readonly [name: string, value: string])[] }

/** The name of the one field of a scalar result. */
export const SCALAR = 'pgrst_scalar'

function accepts(routine: Routine, names: readonly string[]): boolean {
  const { args } = routine
  return (
    names.every(name => args.some(arg => arg.name === name && name !== '')) &&
    args.every(arg => arg.optional || arg.variadic || names.includes(arg.name))
  )
}

function takesBody({ args }: Routine): boolean {
  return args.length === 1 && args[0]?.name === '' && /^jsonb?$/.test(args[0].type)
}

function signature(routine: Routine): string {
  const args = routine.args.map(arg => `${arg.name} => ${arg.type}`).join(', ')
  return `${routine.schema}.${routine.name}(${args})`
}

function ambiguous(found: readonly Routine[]): RestError {
  return new RestError(300, {
    code: 'PGRST203',
    message: `Could not choose the best candidate function between: ${found.map(signature).join(', ')}`,
    hint: 'Try renaming the parameters or the function itself in the database so function overloading can be resolved',
  })
}

function missing(schema: Schema, name: string, names: readonly string[], given: Given): RestError {
  const full = `${EXPOSED_SCHEMA}.${name}`
  const plural = names.length === 1 ? 'parameter' : 'parameters'
  const none = names.length === 0
  const with_ = none ? ' without parameters' : ` with ${plural} ${names.join(', ')}`
  const or = given.kind === 'json' ? ' or with a single unnamed json/jsonb parameter' : ''
  const meant = closest(name, schema.routines.keys())
  const [candidate] = meant === undefined ? [] : (schema.routines.get(meant) ?? [])
  const hint = candidate?.args.map(arg => arg.name).join(', ')
  return new RestError(404, {
    code: 'PGRST202',
    message: `Could not find the function ${full}${none ? ' without parameters' : `(${names.join(', ')})`} in the schema cache`,
    details: `Searched for the function ${full}${with_}${or}, but no matches were found in the schema cache.`,
    hint:
      candidate === undefined
        ? null
        : `Perhaps you meant to call the function ${EXPOSED_SCHEMA}.${candidate.name}${hint === '' ? '' : `(${hint})`}`,
  })
}

function namesIn(given: Given): readonly string[] {
  if (given.kind === 'text') return [...new Set(given.args.map(([name]) => name))]
  const payload = given.text === '' ? undefined : readPayload(given.text)
  return payload === undefined || payload.list ? [] : payload.keys
}

function findRoutine(
  schema: Schema,
  name: string,
  names: readonly string[],
  given: Given,
): Routine {
  const overloads = schema.routines.get(name) ?? []
  const found = overloads.filter(routine => accepts(routine, names))
  const [first, ...others] = found
  if (first !== undefined && others.length === 0) return first
  if (first !== undefined) throw ambiguous(found)
  const whole = given.kind === 'json' ? overloads.find(takesBody) : undefined
  if (whole === undefined) throw missing(schema, name, names, given)
  return whole
}

function argumentsOf(routine: Routine, names: readonly string[], given: Given): Arguments {
  const [only] = routine.args
  if (given.kind === 'json' && takesBody(routine) && only !== undefined) {
    return { kind: 'body', text: given.text, type: only.type }
  }
  const args = routine.args.filter(arg => names.includes(arg.name))
  if (given.kind === 'json') return { kind: 'json', text: given.text, args }
  return {
    kind: 'text',
    args: args.map(arg => [
      arg,
      given.args.filter(([name]) => name === arg.name).map(([, value]) => value),
    ]),
  }
}

function resultRelation(schema: Schema, routine: Routine): Relation {
  const known = routine.relation === undefined ? undefined : schema.relations.get(routine.relation)
  return (
    known ?? {
      schema: EXPOSED_SCHEMA,
      name: routine.name,
      kind: 'view',
      columns: new Map(),
      primaryKey: [],
      uniques: [],
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
  const names = namesIn(given)
  const routine = findRoutine(schema, name, names, given)
  const selection = planSelection(schema, resultRelation(schema, routine), rest.query, rest.maxRows)
  const scalar = [{ kind: 'field' as const, field: { name: SCALAR, steps: [] } }]
  return {
    routine,
    args: argumentsOf(routine, names, given),
    result: routine.result === 'rows' ? selection : { ...selection, items: scalar },
  }
}
