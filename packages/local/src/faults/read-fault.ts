import type { ActName } from './act.ts'
import { ACTS, FAULTS, SCOPE } from './catalogue.ts'
import { FaultError } from './fault-error.ts'
import type { Fault, FaultScope, FaultType } from './fault.ts'
import { readFields, readObject, type Fields } from './field.ts'

/** Checks a fault that came from outside. Throws FaultError. */
export function readFault(input: unknown): Fault {
  const { type, ...rest } = readObject(input, 'A fault')
  if (!isFaultType(type)) {
    const types = Object.keys(FAULTS).join(', ')
    throw new FaultError(`A fault's \`type\` must be one of ${types}, not ${JSON.stringify(type)}.`)
  }
  return { type, ...readFields(rest, FAULTS[type].fields, `A fault of type ${type}`) } as Fault
}

/** Checks a fault's scope that came from outside. Throws FaultError. */
export function readScope(type: FaultType, input: unknown): FaultScope {
  const taken: readonly string[] = [...FAULTS[type].scope, 'afterMs', 'forMs']
  const fields = Object.fromEntries(Object.entries(SCOPE).filter(([name]) => taken.includes(name)))
  return readFields(input ?? {}, fields, `The scope of ${type}`)
}

/** Checks the scope of an act that came from outside. Throws FaultError. */
export function readActScope(name: ActName, input: unknown): Readonly<Record<string, unknown>> {
  const fields: Fields = ACTS[name].fields
  return readFields(input ?? {}, fields, `The scope of ${name}`)
}

/** Whether there is an act of this name. */
export function isActName(name: string): name is ActName {
  return Object.hasOwn(ACTS, name)
}

function isFaultType(type: unknown): type is FaultType {
  return typeof type === 'string' && Object.hasOwn(FAULTS, type)
}
