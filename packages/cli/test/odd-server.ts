import { createServer, type RequestListener } from 'node:http'
import {
  connect,
  createServer as createTcpServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net'
import { join } from 'node:path'

/** What may stand where Supabase should, by the first part of the path. */
const ODDITIES: Readonly<Record<string, RequestListener>> = {
  page: (_, answer) =>
    answer.setHeader('content-type', 'text/html').end('<!doctype html><h1>Welcome</h1>'),
  portal: (_, answer) =>
    answer.writeHead(302, { location: 'http://login.hotel.example/?back=secret' }).end(),
  // https://supabase.com/docs/guides/platform/http-status-codes: the code is the platform's own, no body is promised.
  paused: (_, answer) => answer.writeHead(540).end('{}'),
  // The same page: 402 with a description. The sentence is as apps log it that were restricted.
  restricted: (_, answer) =>
    answer.writeHead(402, { 'content-type': 'application/json' }).end(
      JSON.stringify({
        message:
          'Service for this project is restricted due to the following violations: exceed_egress_quota.',
      }),
    ),
  // What stands before hosted projects says so in a page, with numbers of its own:
  // https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/
  away: (_, answer) =>
    answer.writeHead(522, { 'content-type': 'text/html' }).end('<h1>Connection timed out</h1>'),
  // An API, and of something else.
  other: (_, answer) =>
    answer.setHeader('content-type', 'application/json').end('{"hello":"world"}'),
  echo: ({ headers }, answer) =>
    answer
      .writeHead(401, { 'content-type': 'application/json' })
      .end(JSON.stringify({ message: `no such key: ${String(headers['apikey'])}` })),
  nothing: (_, answer) => answer.writeHead(404, { 'content-type': 'application/json' }).end('{}'),
}

/** Somebody who serves, and how to end that. */
export interface Serving {
  readonly port: number
  readonly stop: () => void
}

/** A server of everything that Supabase is not, at a path for each. */
export async function startOddServer(): Promise<{
  readonly url: string
  readonly stop: () => void
}> {
  const server = createServer((request, answer) => {
    const oddity = ODDITIES[request.url?.split('/')[1] ?? '']
    if (oddity === undefined) answer.writeHead(500).end()
    else oddity(request, answer)
  })
  server.on('upgrade', (_, socket) =>
    socket.end(
      'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n<h1>Welcome</h1>',
    ),
  )
  return { url: `http://127.0.0.1:${await portOf(server)}`, stop: () => void server.close() }
}

/** Asks whether the server can TLS; the answer is a single letter. */
const SSL_REQUEST = 80_877_103

/** A PostgreSQL without TLS that takes no password, as far as its first answers go. */
export function startStrictPostgres(): Promise<Serving> {
  const fields = ['SFATAL', 'C28P01', 'Mpassword authentication failed for user "postgres"']
  const body = Buffer.from(`${fields.join('\0')}\0\0`)
  const head = Buffer.alloc(5)
  head.write('E')
  head.writeInt32BE(body.length + 4, 1)
  return startTcpServer(socket => {
    socket.on('data', data => {
      if (data.readInt32BE(4) === SSL_REQUEST) socket.write('N')
      else socket.end(Buffer.concat([head, body]))
    })
  })
}

/** A PostgreSQL that lets everybody in and answers no query. */
export function startMutePostgres(): Promise<Serving> {
  // AuthenticationOk, then ReadyForQuery.
  const welcome = Buffer.from('5200000008000000005a0000000549', 'hex')
  return startTcpServer(socket => {
    socket.once('data', () => socket.write(welcome))
  })
}

/** Something at a port that is no web server, by what it does with whoever connects. */
export async function startTcpServer(greet: (socket: Socket) => void): Promise<Serving> {
  const open = new Set<Socket>()
  const server = createTcpServer(socket => {
    open.add(socket)
    socket.on('error', () => undefined)
    greet(socket)
  })
  const stop = (): void => {
    server.close()
    for (const socket of open) socket.destroy()
  }
  return { port: await portOf(server), stop }
}

/** The real PostgreSQL of an address whose `host` is the folder of its socket, at a port. */
export function startPostgresPort(databaseUrl: string): Promise<Serving> {
  const folder = new URL(databaseUrl).searchParams.get('host') ?? ''
  return startTcpServer(socket => {
    const database = connect(join(folder, '.s.PGSQL.5432'))
    database.on('error', () => socket.destroy())
    socket.pipe(database).pipe(socket)
  })
}

/** A port at which nobody listens. */
export async function deadPort(): Promise<number> {
  const server = createTcpServer()
  const port = await portOf(server)
  await new Promise(resolve => server.close(resolve))
  return port
}

/** Resolves to the port that it listens at. */
export function portOf(server: Server): Promise<number> {
  return new Promise(resolve =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  )
}
