import { parseJson } from '../json.ts'
import { AuthError } from './errors.ts'

/** The fields of a JSON body, none of them checked yet. */
export type Fields = Readonly<Record<string, unknown>>

/** Largest body that `/auth/v1` reads, in bytes. */
export const MAX_BODY_BYTES: number = 1024 * 1024

/** Narrows to a JSON object: not null, not an array. */
function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The body as a JSON object. Throws `bad_json` when it is anything else. */
export async function readFields(request: Request): Promise<Fields> {
  const text = await request.text()
  let value: unknown
  try {
    value = parseJson(text)
  } catch {
    throw new AuthError(400, 'bad_json', 'Could not parse request body as JSON')
  }
  if (!isObject(value)) {
    throw new AuthError(400, 'bad_json', 'The request body must be a JSON object')
  }
  return value
}

/** A text field; `''` when it is missing or null. Throws `bad_json` for another type. */
export function textField(fields: Fields, name: string): string {
  const value = fields[name]
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value
  throw new AuthError(400, 'bad_json', `The field ${name} must be a string`)
}

/** An object field; undefined when it is missing or null. Throws `bad_json` for another type. */
export function objectField(fields: Fields, name: string): Fields | undefined {
  const value = fields[name]
  if (value === undefined || value === null) return undefined
  if (isObject(value)) return value
  throw new AuthError(400, 'bad_json', `The field ${name} must be an object`)
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Whether the text is a UUID in its usual form. */
export function isUuid(text: string): boolean {
  return UUID.test(text)
}
