import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { LocalError } from '../local-error.ts'

/** What answers requests once the backend is ready. */
interface Handlers {
  fetch(request: Request): Response | Promise<Response>
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

/** A port of this machine's own, in use from the first moment. */
export interface Listener {
  /** Such as `http://127.0.0.1:54321`. */
  readonly origin: string
  /** From now on requests are answered; until then they get 503 with `Retry-After`. */
  serve(handlers: Handlers): void
  /** Takes no more requests and resolves when the last connection is gone: at most half a second, WebSockets apart. */
  close(): Promise<void>
}

/** Never another address: the keys are published, so whoever reaches the port can do everything. */
const HOST = '127.0.0.1'
const LAST_ANSWERS_MS = 500

/** Takes `port` (0: any free one). Throws `port-busy`. */
export async function listen(port: number): Promise<Listener> {
  let handlers: Handlers | undefined
  const answer = getRequestListener(request => handlers?.fetch(standard(request)) ?? notYet(), {
    overrideGlobalObjects: false,
  })
  const server = createServer((request, response) => void answer(request, response))
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    if (handlers === undefined)
      socket.end('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n\r\n')
    else handlers.upgrade(request, socket, head)
  })
  await bind(server, port)
  let closing: Promise<void> | undefined
  return {
    origin: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    serve: given => {
      handlers = given
    },
    close: () => (closing ??= close(server)),
  }
}

function bind(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(bindError(error, port)))
    server.listen(port, HOST, resolve)
  })
}

function bindError(error: NodeJS.ErrnoException, port: number): Error {
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

function notYet(): Response {
  return Response.json(
    { message: 'The backend is still starting: ask again in a second.' },
    { status: 503, headers: { 'Retry-After': '1', 'Access-Control-Allow-Origin': '*' } },
  )
}
