import { bodyError } from '../errors.ts'
import { csvToJson } from './csv.ts'

/** What a request carries, as text. */
export type Body =
  | { readonly kind: 'json'; readonly text: string }
  /** Pairs of a form. */
  | { readonly kind: 'form'; readonly pairs: readonly (readonly [string, string])[] }
  /** One value for a function's one unnamed parameter of `type`, as PostgreSQL reads it. */
  | { readonly kind: 'value'; readonly type: 'bytea' | 'text' | 'xml'; readonly text: string }

const VALUES = {
  'text/plain': 'text',
  'text/xml': 'xml',
} as const

function isValueType(type: string): type is keyof typeof VALUES {
  return Object.hasOwn(VALUES, type)
}

async function readForRoutine(request: Request, type: string): Promise<Body | undefined> {
  if (isValueType(type)) return { kind: 'value', type: VALUES[type], text: await request.text() }
  if (type !== 'application/octet-stream') return undefined
  const bytes = Buffer.from(await request.arrayBuffer())
  return { kind: 'value', type: 'bytea', text: `\\x${bytes.toString('hex')}` }
}

/**
 * Reads the body by its `Content-Type`; none means JSON. Only a function takes a body that is one
 * value. Throws {@link RestError} PGRST102 for a type that is not taken.
 */
export async function readBody(request: Request, target: 'relation' | 'routine'): Promise<Body> {
  const header = request.headers.get('content-type') ?? 'application/json'
  const type = header.split(';')[0]?.trim().toLowerCase() ?? ''
  if (type === 'application/json') return { kind: 'json', text: await request.text() }
  if (type === 'text/csv') return { kind: 'json', text: csvToJson(await request.text()) }
  if (type === 'application/x-www-form-urlencoded') {
    return { kind: 'form', pairs: [...new URLSearchParams(await request.text())] }
  }
  const value = target === 'routine' ? await readForRoutine(request, type) : undefined
  if (value === undefined) throw bodyError(`Content-Type not acceptable: ${type}`)
  return value
}
