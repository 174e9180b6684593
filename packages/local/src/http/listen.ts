import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { LocalError } from '../local-error.ts'
import { LIMITS, refusalOf, refuse, refuseRaw, watchLimits, type Limits } from './limits.ts'
import { exposureWarning, originAt } from './loopback.ts'

/** What there is of a request beside the request itself. */
export interface Connection {
  /** The address that it comes from. */
  readonly peer: string
  /** Its answer on the wire. */
  readonly outgoing: ServerResponse
}

/** What answers requests once the backend is ready. */
interface Handlers {
  fetch(request: Request, connection: Connection): Response | Promise<Response>
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

/** Where to listen, and how much to bear. */
export interface ListenOptions {
  /** A name or an address of this machine. Default 127.0.0.1. */
  readonly host?: string
  /** What differs from the usual limits. */
  readonly limits?: Partial<Limits>
}

/** A port in use from the first moment. */
export interface Listener {
  /** Such as `http://127.0.0.1:54321`. */
  readonly origin: string
  /** One sentence when other machines can reach the port; undefined when only this one can. */
  readonly exposure: string | undefined
  /** From now on requests are answered; until then they get 503 with `Retry-After`. */
  serve(handlers: Handlers): void
  /** Takes no more requests and resolves when the last connection is gone: at most half a second, WebSockets apart. */
  close(): Promise<void>
}

/** The keys are published, so whoever reaches the port can do everything. */
const DEFAULT_HOST = '127.0.0.1'
const LAST_ANSWERS_MS = 500

/** Takes `port` (0: any free one). Throws `port-busy`, and `bad-option` for a host that is not this machine's. */
export async function listen(port: number, options: ListenOptions = {}): Promise<Listener> {
  const { host = DEFAULT_HOST } = options
  const limits = { ...LIMITS, ...options.limits }
  let handlers: Handlers | undefined
  const answer = getRequestListener(
    (request, { incoming, outgoing }) => {
      const peer = incoming.socket.remoteAddress ?? ''
      const connection = { peer, outgoing: outgoing as ServerResponse }
      return handlers?.fetch(standard(request), connection) ?? notYet(request)
    },
    { overrideGlobalObjects: false },
  )
  const server = createServer(serverOptions(limits), (request, response) => {
    const refusal = refusalOf(request, limits)
    if (refusal === undefined) void answer(request, response)
    else refuse(response, refusal)
  })
  watchLimits(server, limits)
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const refusal = refusalOf(request, limits)
    if (refusal !== undefined) refuseRaw(socket, refusal)
    else if (handlers === undefined)
      socket.end('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n\r\n')
    else handlers.upgrade(request, socket, head)
  })
  const { address, port: taken } = await bind(server, port, host)
  let closing: Promise<void> | undefined
  return {
    origin: originAt(address, taken),
    exposure: exposureWarning(address, taken),
    serve: given => {
      handlers = given
    },
    close: () => (closing ??= close(server)),
  }
}

function serverOptions(limits: Limits): ServerOptions {
  return {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: limits.lookMs,
  }
}

function bind(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(bindError(error, port, host)))
    server.listen(port, host, () => resolve(server.address() as AddressInfo))
  })
}

function bindError(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code === 'EADDRNOTAVAIL' || error.syscall === 'getaddrinfo') {
    return new LocalError(
      'bad-option',
      `"${host}" is no address of this machine: give --host one that is, 0.0.0.0 for all, or leave it out to be reached from this machine only.`,
      { cause: error },
    )
  }
  if (error.code === 'EADDRINUSE') {
    return new LocalError(
      'port-busy',
      `Port ${port} is in use by another program: stop that program, or choose another port with --port.`,
      { cause: error },
    )
  }
  if (error.code === 'EACCES') {
    return new LocalError(
      'port-busy',
      `Port ${port} is reserved for the system's own programs: choose one above 1023 with --port.`,
      { cause: error },
    )
  }
  return error
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    const impatience = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS)
    server.close(() => {
      clearTimeout(impatience)
      resolve()
    })
    server.closeIdleConnections()
  })
}

/**
 * The adapter's own kind of request cannot be copied by `new Request(request)`, which hono does,
 * unless the adapter replaces the global class; and it always has a body.
 */
function standard(request: Request): Request {
  const { method, headers } = request
  const hasBody = headers.has('transfer-encoding') || (headers.get('content-length') ?? '0') !== '0'
  const body = hasBody && method !== 'GET' && method !== 'HEAD' ? request.body : null
  const init = { method, headers, body, duplex: 'half' } as const
  return new Request(request.url, init)
}

function notYet({ method, headers }: Request): Response {
  const origin = { 'Access-Control-Allow-Origin': '*' }
  // A browser shows its page the 503 only when the preflight before it was let pass.
  if (method === 'OPTIONS' && headers.has('access-control-request-method')) {
    return new Response(null, {
      status: 204,
      headers: {
        ...origin,
        'Access-Control-Allow-Methods': headers.get('access-control-request-method') ?? '',
        'Access-Control-Allow-Headers': headers.get('access-control-request-headers') ?? '',
      },
    })
  }
  return Response.json(
    { message: 'The backend is still starting: ask again in a second.' },
    {
      status: 503,
      headers: { ...origin, 'Retry-After': '1', 'Access-Control-Expose-Headers': 'retry-after' },
    },
  )
}
