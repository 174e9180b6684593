import type { Relation, Routine } from '../schema/schema.ts'
import type { ActionInput } from './action.ts'
import { targetRelation } from './action.ts'

const ANYTHING = 'OPTIONS,GET,HEAD'

function methodsOf({ can, primaryKey }: Relation): string {
  const methods = [
    ANYTHING,
    can.insert ? 'POST' : '',
    can.insert && can.update && primaryKey.length > 0 ? 'PUT' : '',
    can.update ? 'PATCH' : '',
    can.delete ? 'DELETE' : '',
  ]
  return methods.filter(method => method !== '').join(',')
}

function callMethods(overloads: readonly Routine[]): string {
  return overloads.every(routine => routine.volatile) ? 'OPTIONS,POST' : `${ANYTHING},POST`
}

/** OPTIONS: the methods that can be used. Throws {@link RestError} for what is not there. */
export function describe(input: ActionInput): Response {
  const { target } = input.request
  const allow = (methods: string): Response =>
    new Response(null, { status: 200, headers: { Allow: methods } })
  if (target.kind === 'root') return allow(ANYTHING)
  if (target.kind === 'relation') return allow(methodsOf(targetRelation(input)))
  return allow(callMethods(input.schema.routines.get(target.name) ?? []))
}
