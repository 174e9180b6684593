import type { ServedRest } from './serve-rest.ts'

/** What a raw request sends beside its line. */
export interface Extras {
  readonly accept?: string
  readonly prefer?: string
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
  /** A string is sent as it is, anything else as JSON. */
  readonly body?: unknown
}

/** What came back; the body parsed if it is JSON. */
export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

function headersOf({ accept, prefer, type, headers, body }: Extras): Record<string, string> {
  return {
    ...(accept !== undefined && { Accept: accept }),
    ...(prefer !== undefined && { Prefer: prefer }),
    ...(body !== undefined && { 'Content-Type': type ?? 'application/json' }),
    ...headers,
  }
}

function parse(text: string, type: string | null): unknown {
  return type?.includes('json') === true && text !== '' ? JSON.parse(text) : text
}

/**
 * Sends a request as the service role, outside supabase-js, to see all of the answer. `line` is
 * method and path, such as `GET /works?id=eq.1`; what a URL must not hold is escaped.
 */
export async function ask(rest: ServedRest, line: string, extras: Extras = {}): Promise<Answered> {
  const [method = 'GET', ...path] = line.split(' ')
  const { body } = extras
  const sent = typeof body === 'string' || body === undefined ? body : JSON.stringify(body)
  const response = await fetch(`${rest.url}/rest/v1${path.join(' ')}`, {
    method,
    headers: { apikey: rest.serviceKey, ...headersOf(extras) },
    ...(sent !== undefined && { body: sent }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: parse(text, response.headers.get('content-type')),
  }
}
