import { RestError } from '../errors.ts'
import { readBody, type Body } from './body.ts'
import { parsePreferences, type Preferences } from './preferences.ts'

/** What the path names: a table or view, a function, or (`/`) the whole schema. */
export interface Target {
  readonly kind: 'relation' | 'root' | 'routine'
  readonly name: string
}

/** A request to `/rest/v1`, its headers understood. */
export interface RestRequest {
  readonly method: string
  readonly target: Target
  /** The schema that is asked for. */
  readonly schema: string
  /** Whether the answer names the schema, because the request did or could have. */
  readonly byProfile: boolean
  readonly params: URLSearchParams
  readonly headers: Headers
  readonly body: Body
  readonly preferences: Preferences
}

const NO_BODY: Body = { kind: 'json', text: '' }
const WITH_BODY = new Set(['PATCH', 'POST', 'PUT'])

function schemaOf(
  method: string,
  headers: Headers,
  schemas: readonly string[],
): Pick<RestRequest, 'byProfile' | 'schema'> {
  const reads = !WITH_BODY.has(method) && method !== 'DELETE'
  const asked = headers.get(reads ? 'accept-profile' : 'content-profile')
  if (asked === null) return { schema: schemas[0] ?? '', byProfile: schemas.length > 1 }
  if (schemas.includes(asked)) return { schema: asked, byProfile: true }
  throw new RestError(406, {
    code: 'PGRST106',
    message: `Invalid schema: ${asked}`,
    hint: `Only the following schemas are exposed: ${schemas.join(', ')}`,
  })
}

/** Reads the headers and the body. Throws {@link RestError} for what cannot be answered. */
export async function readRequest(
  request: Request,
  target: Target,
  schemas: readonly string[],
): Promise<RestRequest> {
  const { method, headers } = request
  const schema = schemaOf(method, headers, schemas)
  const kind = target.kind === 'routine' ? 'routine' : 'relation'
  return {
    method,
    target,
    ...schema,
    params: new URL(request.url).searchParams,
    headers,
    body: WITH_BODY.has(method) ? await readBody(request, kind) : NO_BODY,
    preferences: parsePreferences(headers.get('prefer') ?? undefined),
  }
}

function cookies(header: string | null): Readonly<Record<string, string>> {
  const pairs = (header ?? '').split(';').flatMap(part => {
    const [name = '', ...value] = part.trim().split('=')
    return name === '' ? [] : [[name, value.join('=')] as const]
  })
  return Object.fromEntries(pairs)
}

function pathOf({ kind, name }: Target): string {
  return kind === 'routine' ? `/rpc/${name}` : `/${name}`
}

/** What SQL can know of the request by `current_setting('request.…')`, and the time zone it runs in. */
export function requestSettings(request: RestRequest): Readonly<Record<string, string>> {
  const { method, target, headers, preferences } = request
  const all = Object.fromEntries(headers)
  return {
    'request.method': method,
    'request.path': pathOf(target),
    'request.headers': JSON.stringify(all),
    'request.cookies': JSON.stringify(cookies(headers.get('cookie'))),
    ...(preferences.timezone !== undefined && { timezone: preferences.timezone }),
  }
}
