import { bodyError } from '../errors.ts'
import type { Body } from '../http/body.ts'

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

const NO_ROWS: Payload = { text: '[]', list: true, rows: 0, keys: [], uniform: true }

function outline(text: string): Payload {
  const json = parseJson(text)
  if (isObject(json)) {
    return { text, list: false, rows: 1, keys: Object.keys(json), uniform: true }
  }
  // Like PostgREST: a body that is neither an object nor a list holds no rows.
  if (!Array.isArray(json)) return NO_ROWS
  if (!json.every(isObject)) throw bodyError('All object keys must match')
  const keys = new Set(json.flatMap(row => Object.keys(row)))
  const uniform = json.every(row => Object.keys(row).length === keys.size)
  return { text, list: true, rows: json.length, keys: [...keys], uniform }
}

/** The rows that a body holds: one object or a list of objects. Throws {@link RestError} PGRST102. */
export function readPayload(body: Body): Payload {
  if (body.kind === 'json') return outline(body.text)
  if (body.kind === 'form') return outline(JSON.stringify(Object.fromEntries(body.pairs)))
  throw new TypeError('A table takes no body that is one value.')
}

/**
 * The names of the arguments in a JSON body: the keys of its object, or of the first of a list.
 * An empty body has none. Throws {@link RestError} PGRST102.
 */
export function readArguments(text: string): { keys: readonly string[]; list: boolean } {
  const json = text === '' ? {} : parseJson(text)
  const list = Array.isArray(json)
  const first: unknown = list ? json[0] : json
  return { keys: isObject(first) ? Object.keys(first) : [], list }
}
