import { bodyError } from '../errors.ts'

/** A JSON body. PostgreSQL reads the text itself; only its outline is looked at here. */
export interface Payload {
  readonly text: string
  readonly list: boolean
  readonly rows: number
  /** The keys of the objects in it. */
  readonly keys: readonly string[]
  /** Whether all objects have the same keys. */
  readonly uniform: boolean
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw bodyError('Empty or invalid json')
  }
}

/** Looks at a body of one object or a list of objects. Throws {@link RestError} PGRST102. */
export function readPayload(text: string): Payload {
  const json = parseJson(text)
  if (isObject(json)) {
    return { text, list: false, rows: 1, keys: Object.keys(json), uniform: true }
  }
  if (!Array.isArray(json) || !json.every(isObject)) throw bodyError('Empty or invalid json')
  const keys = new Set(json.flatMap(row => Object.keys(row)))
  const uniform = json.every(row => Object.keys(row).length === keys.size)
  return { text, list: true, rows: json.length, keys: [...keys], uniform }
}
