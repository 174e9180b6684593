import { RestError } from '../errors.ts'
import type { ResultRow } from '../sql/result.ts'
import type { Preferences } from './preferences.ts'

/** An answer before SQL's own wishes are heard. */
export interface Answer {
  readonly status: number
  readonly body: string | Uint8Array<ArrayBuffer> | null
  readonly headers: Readonly<Record<string, string>>
}

/** `Preference-Applied` for those of `names` that were asked; nothing when none was. */
export function preferenceApplied(
  preferences: Preferences,
  names: readonly string[],
): Readonly<Record<string, string>> {
  const applied = names.flatMap(name => {
    const value = preferences.applied.get(name)
    return value === undefined ? [] : [`${name}=${value}`]
  })
  return applied.length === 0 ? {} : { 'Preference-Applied': applied.join(', ') }
}

const BODILESS = new Set([204, 205, 304])

function isHeader(value: unknown): value is Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const [entry, ...others] = Object.entries(value)
  return entry !== undefined && others.length === 0 && canBeSent(entry)
}

/** No name with a space, no line feed that would begin another header. */
function canBeSent([name, text]: readonly [string, unknown]): boolean {
  return (
    /^[\w!#$%&'*+.^`|~-]+$/.test(name) &&
    typeof text === 'string' &&
    /^[\t\x20-\x7e\x80-\xff]*$/.test(text)
  )
}

function parseHeaders(text: string): readonly Readonly<Record<string, string>>[] | undefined {
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) && list.every(isHeader) ? list : undefined
  } catch {
    return undefined
  }
}

function headersFromSql(text: string | null): readonly (readonly [string, string])[] {
  if (text === null || text === '') return []
  const list = parseHeaders(text)
  if (list !== undefined) return list.flatMap(each => Object.entries(each))
  throw new RestError(500, {
    code: 'PGRST111',
    message:
      'response.headers guc must be a JSON array composed of objects with a single key and a string value',
  })
}

function statusFromSql(text: string | null): number | undefined {
  if (text === null || text === '') return undefined
  if (/^[2-5]\d\d$/.test(text)) return Number(text)
  throw new RestError(500, {
    code: 'PGRST112',
    message: 'response.status guc must be a valid status code',
  })
}

/**
 * The response, with the status and headers that SQL may have set by `response.status` and
 * `response.headers`. Throws {@link RestError} PGRST111 or PGRST112 when those are malformed.
 */
export function toResponse(answer: Answer, row: ResultRow): Response {
  const headers = new Headers(answer.headers)
  const chosen = headersFromSql(row.headers)
  // What SQL says replaces what is said here; a header that it says twice is sent twice.
  for (const [name] of chosen) headers.delete(name)
  for (const [name, value] of chosen) headers.append(name, value)
  const status = statusFromSql(row.status) ?? answer.status
  const body = BODILESS.has(status) ? null : answer.body
  return new Response(body, { status, headers })
}

/** Seconds after which PostgREST, having lost its database, asks to be tried again. */
const RETRY_AFTER = '1'

/** A refusal as PostgREST sends it. */
export function errorResponse(error: RestError): Response {
  const { code, details, hint, message } = error.body
  const standard = {
    'Content-Type': 'application/json; charset=utf-8',
    ...(error.status === 503 && { 'Retry-After': RETRY_AFTER }),
    // A code that a function chose may hold what a header must not.
    ...(/^[\x20-\x7e]*$/.test(code) && { 'Proxy-Status': `PostgREST; error=${code}` }),
  }
  return new Response(JSON.stringify({ code, details, hint, message }), {
    status: error.status,
    headers: { ...standard, ...error.headers },
  })
}
