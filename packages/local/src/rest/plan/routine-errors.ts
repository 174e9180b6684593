import { RestError } from '../errors.ts'
import { ALIKE, closest, SOMEWHAT_ALIKE } from '../schema/closest.ts'
import type { Routine, Schema } from '../schema/schema.ts'
import type { Given } from './call.ts'

function signature(routine: Routine): string {
  const args = routine.args.map(arg => `${arg.name} => ${arg.type}`).join(', ')
  return `${routine.schema}.${routine.name}(${args})`
}

/** Several overloads take what is given. */
export function ambiguousRoutine(found: readonly Routine[]): RestError {
  return new RestError(300, {
    code: 'PGRST203',
    message: `Could not choose the best candidate function between: ${found.map(signature).join(', ')}`,
    hint: 'Try renaming the parameters or the function itself in the database so function overloading can be resolved',
  })
}

/** With another name, the function of the most similar one; with other parameters, the nearest overload. */
function suggestion(schema: Schema, name: string, names: readonly string[]): string | null {
  const overloads = schema.routines.get(name)
  if (overloads === undefined) {
    const meant = closest(name, schema.routines.keys(), ALIKE)
    return meant === undefined
      ? null
      : `Perhaps you meant to call the function ${schema.name}.${meant}`
  }
  const listed = (all: readonly string[]): string => `(${all.toSorted().join(', ')})`
  const candidates = overloads.map(({ args }) => listed(args.map(arg => arg.name)))
  const meant = closest(listed(names), candidates, SOMEWHAT_ALIKE)
  return meant === undefined
    ? null
    : `Perhaps you meant to call the function ${schema.name}.${name}${meant}`
}

function searchedFor(names: readonly string[], given: Given): string {
  if (given.kind === 'value') return ` with a single unnamed ${given.type} parameter`
  const plural = names.length > 1 ? 'parameters' : 'parameter'
  const named = names.length === 0 ? ' without parameters' : ` with ${plural} ${names.join(', ')}`
  return `${named}${given.kind === 'json' ? ' or with a single unnamed json/jsonb parameter' : ''}`
}

/** No function of that name takes what is given. */
export function missingRoutine(
  schema: Schema,
  wanted: { readonly name: string; readonly names: readonly string[]; readonly given: Given },
): RestError {
  const { name, given } = wanted
  const names = wanted.names.toSorted()
  const full = `${schema.name}.${name}`
  const listed = names.length === 0 ? ' without parameters' : `(${names.join(', ')})`
  const isValue = given.kind === 'value'
  return new RestError(404, {
    code: 'PGRST202',
    message: `Could not find the function ${full}${isValue ? '' : listed} in the schema cache`,
    details: `Searched for the function ${full}${searchedFor(names, given)}, but no matches were found in the schema cache.`,
    hint: isValue ? null : suggestion(schema, name, names),
  })
}
