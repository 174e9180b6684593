import { FaultError } from './fault-error.ts'

/** What a field takes, for checks, forms and help texts. */
export interface Field {
  /** What it means, with unit and default. */
  readonly about: string
  readonly takes:
    | { readonly kind: 'whole'; readonly from: number; readonly to: number }
    | { readonly kind: 'one-of'; readonly values: readonly (string | number)[] }
    | { readonly kind: 'text'; readonly like: string }
    | { readonly kind: 'flag' }
    | { readonly kind: 'close-code' }
  /** Default false. */
  readonly required?: boolean
}

/** Fields by name. */
export type Fields = Readonly<Record<string, Field>>

/** The close codes that a server may send, and 1006 for none at all. */
const CLOSE_CODES = [1000, 1001, 1003, 1006, 1007, 1008, 1009, 1011, 1012, 1013, 1014]

/** Checks for an object that has these fields and no others. Throws FaultError with `what` as its subject. */
export function readFields(
  input: unknown,
  fields: Fields,
  what: string,
): Readonly<Record<string, unknown>> {
  const object = readObject(input, what)
  const given = Object.entries(object).filter(([, value]) => value !== undefined)
  for (const [name, value] of given) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (field === undefined) throw new FaultError(unknownField(what, name, fields))
    if (!isTaken(field, value)) {
      throw new FaultError(`${what}: \`${name}\` must be ${accepted(field)}, not ${show(value)}.`)
    }
  }
  for (const [name, field] of Object.entries(fields)) {
    if (field.required === true && object[name] === undefined) {
      throw new FaultError(`${what}: \`${name}\` is missing; it must be ${accepted(field)}.`)
    }
  }
  return Object.fromEntries(given)
}

/** Checks for a JSON object. Throws FaultError with `what` as its subject. */
export function readObject(input: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) {
    return input as Readonly<Record<string, unknown>>
  }
  throw new FaultError(`${what} must be a JSON object, not ${show(input)}.`)
}

/** What a field takes, in words. */
export function accepted({ takes }: Field): string {
  switch (takes.kind) {
    case 'whole':
      return `a whole number from ${takes.from} to ${takes.to}`
    case 'one-of':
      return `one of ${takes.values.join(', ')}`
    case 'text':
      return `a text such as ${takes.like}`
    case 'flag':
      return 'true or false'
    case 'close-code':
      return `one of ${CLOSE_CODES.join(', ')}, or 3000 to 4999`
  }
}

function isTaken({ takes }: Field, value: unknown): boolean {
  switch (takes.kind) {
    case 'whole':
      return isWholeBetween(value, takes.from, takes.to)
    case 'one-of':
      return takes.values.includes(value as string)
    case 'text':
      return typeof value === 'string' && value !== ''
    case 'flag':
      return typeof value === 'boolean'
    case 'close-code':
      return CLOSE_CODES.includes(value as number) || isWholeBetween(value, 3000, 4999)
  }
}

function unknownField(what: string, name: string, fields: Fields): string {
  const names = Object.keys(fields)
  const takes = names.length === 0 ? 'nothing' : names.map(each => `\`${each}\``).join(', ')
  return `${what} has no \`${name}\`: it takes ${takes}.`
}

function isWholeBetween(value: unknown, low: number, high: number): boolean {
  return Number.isInteger(value) && (value as number) >= low && (value as number) <= high
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
