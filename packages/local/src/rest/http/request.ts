import { RestError } from '../errors.ts'
import { EXPOSED_SCHEMA } from '../schema/schema.ts'
import { negotiate, type Media } from './media.ts'
import { parsePreferences, type Preferences } from './preferences.ts'

/** A request to `/rest/v1`, its headers understood. */
export interface RestRequest {
  readonly method: string
  /** What the path names: a table or view, or a function. */
  readonly target: { readonly kind: 'relation' | 'routine'; readonly name: string }
  readonly params: URLSearchParams
  readonly headers: Headers
  readonly body: string
  readonly preferences: Preferences
  readonly media: Media
}

function assertSchema(method: string, headers: Headers): void {
  const reads = method === 'GET' || method === 'HEAD'
  const schema = headers.get(reads ? 'accept-profile' : 'content-profile') ?? EXPOSED_SCHEMA
  if (schema === EXPOSED_SCHEMA) return
  throw new RestError(406, {
    code: 'PGRST106',
    message: `Invalid schema: ${schema}`,
    hint: `Only the following schemas are exposed: ${EXPOSED_SCHEMA}`,
  })
}

function assertJson(headers: Headers, body: string): void {
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  // No type means JSON, as it does to PostgREST.
  if (body === '' || type === undefined || type === 'application/json') return
  throw new RestError(400, {
    code: 'PGRST102',
    message: `Content-Type not acceptable: ${type}`,
    hint: 'Send JSON, with Content-Type: application/json',
  })
}

/** Reads the headers and the body. Throws {@link RestError} for what cannot be answered. */
export async function readRequest(
  request: Request,
  target: RestRequest['target'],
): Promise<RestRequest> {
  const { method, headers } = request
  assertSchema(method, headers)
  const body = method === 'POST' || method === 'PATCH' ? await request.text() : ''
  assertJson(headers, body)
  return {
    method,
    target,
    params: new URL(request.url).searchParams,
    headers,
    body,
    preferences: parsePreferences(headers.get('prefer') ?? undefined),
    media: negotiate(headers.get('accept') ?? undefined),
  }
}

function cookies(header: string | null): Readonly<Record<string, string>> {
  const pairs = (header ?? '').split(';').flatMap(part => {
    const [name = '', ...value] = part.trim().split('=')
    return name === '' ? [] : [[name, value.join('=')] as const]
  })
  return Object.fromEntries(pairs)
}

/** What SQL can know of the request by `current_setting('request.…')`. */
export function requestSettings(request: RestRequest): Readonly<Record<string, string>> {
  const { method, target, headers } = request
  const all = Object.fromEntries(headers)
  return {
    'request.method': method,
    'request.path': target.kind === 'routine' ? `/rpc/${target.name}` : `/${target.name}`,
    'request.headers': JSON.stringify(all),
    'request.cookies': JSON.stringify(cookies(headers.get('cookie'))),
  }
}
