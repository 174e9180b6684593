import { STATUS_CODES, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Context } from '../context.ts'
import { callerOfKey } from '../http/caller.ts'
import { openSession, type Session } from './session.ts'
import type { Vsn } from './wire/frame.ts'

export type Handshake =
  | { readonly ok: true; readonly vsn: Vsn; readonly apiKey: Session }
  | {
      readonly ok: false
      readonly status: 401 | 403 | 429
      readonly error: string | undefined
      /** Whether the real server takes its time over this refusal. */
      readonly isSlow: boolean
    }

/**
 * Decides on a websocket's handshake by the `apikey` and `vsn` in its address. A `crowd` says what
 * there is too much of, for which it is refused when everything else is in order.
 */
export async function checkHandshake(
  context: Context,
  request: IncomingMessage,
  crowd: string | undefined,
): Promise<Handshake> {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost')
  const vsn = searchParams.get('vsn') ?? '1.0.0'
  if (vsn !== '1.0.0' && vsn !== '2.0.0') {
    return { ok: false, status: 403, error: undefined, isSlow: false }
  }
  const key = searchParams.get('apikey') ?? headerOf(request, 'x-api-key')
  if (key === undefined || key === '') return unauthorized('API key is missing')
  const apiKey = await keySession(context, key)
  if (!apiKey.ok) return unauthorized(apiKey.refusal.handshake)
  if (crowd !== undefined) return { ok: false, status: 429, error: crowd, isSlow: true }
  return { ok: true, vsn, apiKey: apiKey.session }
}

async function keySession(context: Context, key: string): ReturnType<typeof openSession> {
  const caller = callerOfKey(context.tokens, key)
  if (caller !== undefined) {
    return { ok: true, session: { token: key, caller, expiresAt: Number.POSITIVE_INFINITY } }
  }
  return openSession(context, key)
}

/** A handshake's answer over HTTP. */
export interface Refusal {
  readonly status: number
  /** The `error` of the body; undefined for none. */
  readonly error: string | undefined
  /** Seconds. */
  readonly retryAfter?: number | undefined
}

/** Answers a handshake with a plain HTTP response, which ends the connection. */
export function refuseHandshake(socket: Duplex, { status, error, retryAfter }: Refusal): void {
  const body = error === undefined ? '' : JSON.stringify({ error })
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    ...(retryAfter === undefined ? [] : [`retry-after: ${retryAfter}`]),
    'connection: close',
  ]
  socket.on('error', () => socket.destroy())
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

function unauthorized(error: string): Handshake {
  return { ok: false, status: 401, error, isSlow: true }
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}
