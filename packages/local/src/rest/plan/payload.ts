import { bodyError } from '../errors.ts'

/** A JSON body. PostgreSQL reads the text itself; only its outline is looked at here. */
export interface Payload {
  readonly text: string
  readonly list: boolean
  readonly rows: number
  /** The keys of the objects in it. */
  readonly keys: readonly string[]
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
  if (isObject(json)) return { text, list: false, rows: 1, keys: Object.keys(json) }
  if (!Array.isArray(json) || !json.every(isObject)) throw bodyError('Empty or invalid json')
  const keys = new Set(json.flatMap(row => Object.keys(row)))
  return { text, list: true, rows: json.length, keys: [...keys] }
}

/** Throws {@link RestError} PGRST102 when the objects of a list do not have the same keys. */
export function assertUniform(payload: Payload): void {
  if (!payload.list) return
  const rows = JSON.parse(payload.text) as readonly object[]
  const uneven = rows.some(row => Object.keys(row).length !== payload.keys.length)
  if (uneven) throw bodyError('All object keys must match')
}
