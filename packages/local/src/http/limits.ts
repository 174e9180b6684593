import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** What one client may take from everybody else. */
export interface Limits {
  /** Longest path with its query, in characters. Default 16,384; longer: 414. */
  readonly urlLength: number
  /** Most header lines of a request. Default 100; more: 431. */
  readonly headers: number
  /** Most bytes of the request's first line and its headers together. Default 65,536; more: 431. */
  readonly headerBytes: number
  /** Milliseconds in which the headers must have come. Default 15,000; later: 408. */
  readonly headersMs: number
  /** Milliseconds in which the whole request must have come. Default 120,000; later: 408. */
  readonly requestMs: number
  /** Milliseconds between two looks for requests that are late. Default 5,000. */
  readonly lookMs: number
  /** Most connections at a time, WebSockets included. Default 10,000; another is closed unheard. */
  readonly connections: number
}

export const LIMITS: Limits = {
  urlLength: 16 * 1024,
  headers: 100,
  headerBytes: 64 * 1024,
  headersMs: 15_000,
  requestMs: 120_000,
  lookMs: 5_000,
  connections: 10_000,
}

/** A request that is refused before any service sees it. */
export interface Refusal {
  readonly status: 400 | 408 | 414 | 431
  readonly code: string
  readonly message: string
}

const REASONS: Readonly<Record<Refusal['status'], string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  414: 'URI Too Long',
  431: 'Request Header Fields Too Large',
}

/** Why a request is refused for its form alone; undefined when it is not. */
export function refusalOf(request: IncomingMessage, limits: Limits): Refusal | undefined {
  if ((request.url?.length ?? 0) > limits.urlLength) {
    return {
      status: 414,
      code: 'uri_too_long',
      message: `A URL may have ${limits.urlLength} characters at most: send long lists of values to a function, in the body of an rpc call.`,
    }
  }
  if (request.rawHeaders.length / 2 > limits.headers) {
    return {
      status: 431,
      code: 'headers_too_large',
      message: `A request may have ${limits.headers} headers at most.`,
    }
  }
  // What comes after takes the host for a part of an address.
  if (!URL.canParse(`http://${request.headers.host}`)) {
    return { status: 400, code: 'bad_request', message: 'The header Host names no host.' }
  }
  return undefined
}

/** Answers a request with a refusal and ends its connection, since its body is not read. */
export function refuse(response: ServerResponse, { status, code, message }: Refusal): void {
  response.writeHead(status, headersOf(Buffer.byteLength(bodyOf({ code, message }))))
  response.end(bodyOf({ code, message }))
}

/** The same on a connection without a response, as at a handshake or after a parse error. */
export function refuseRaw(socket: Duplex, { status, code, message }: Refusal): void {
  const body = bodyOf({ code, message })
  const headers = Object.entries(headersOf(Buffer.byteLength(body)))
  const head = [`HTTP/1.1 ${status} ${REASONS[status]}`, ...headers.map(each => each.join(': '))]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/** Has `server` hold the limits that Node itself watches, and refuse in our words. */
export function watchLimits(server: Server, limits: Limits): void {
  server.maxConnections = limits.connections
  // Node would drop what is over its count without a word: refusalOf counts instead.
  server.maxHeadersCount = 0
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy()
    else refuseRaw(socket, parseRefusal(error.code, limits))
  })
}

function parseRefusal(code: string | undefined, limits: Limits): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return {
      status: 431,
      code: 'headers_too_large',
      message: `The URL and the headers of a request may have ${limits.headerBytes} bytes at most.`,
    }
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return {
      status: 408,
      code: 'request_timeout',
      message: `A request must come whole: its headers within ${limits.headersMs / 1000} s, all of it within ${limits.requestMs / 1000} s.`,
    }
  }
  return { status: 400, code: 'bad_request', message: 'This is not a request in HTTP/1.1.' }
}

function bodyOf(body: Pick<Refusal, 'code' | 'message'>): string {
  return JSON.stringify(body)
}

function headersOf(length: number): Readonly<Record<string, string>> {
  return {
    'Content-Type': 'application/json',
    'Content-Length': String(length),
    'Access-Control-Allow-Origin': '*',
    Connection: 'close',
  }
}
