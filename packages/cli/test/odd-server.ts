import { createServer, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net'
import { WebSocketServer } from 'ws'

/** What may stand where Supabase should, by the first part of the path. */
const ODDITIES: Readonly<Record<string, RequestListener>> = {
  page: (_, answer) =>
    answer.setHeader('content-type', 'text/html').end('<!doctype html><h1>Welcome</h1>'),
  portal: (_, answer) =>
    answer.writeHead(302, { location: 'http://login.hotel.example/?back=secret' }).end(),
  paused: (_, answer) => answer.writeHead(540).end('{}'),
  echo: ({ headers }, answer) =>
    answer
      .writeHead(401, { 'content-type': 'application/json' })
      .end(JSON.stringify({ message: `no such key: ${String(headers['apikey'])}` })),
  nothing: (_, answer) => answer.writeHead(404, { 'content-type': 'application/json' }).end('{}'),
  // A clock that goes wrong: ours, seen from there.
  early: (_, answer) =>
    answer
      .setHeader('date', new Date(Date.now() - 300_000).toUTCString())
      .setHeader('content-type', 'application/json')
      .end('{"name":"GoTrue"}'),
}

/** A server of everything that Supabase is not, at a path for each. Its sockets open and say nothing. */
export async function startOddServer(): Promise<{
  readonly url: string
  readonly stop: () => void
}> {
  const server = createServer((request, answer) => {
    const oddity = ODDITIES[request.url?.split('/')[1] ?? '']
    if (oddity === undefined) answer.writeHead(500).end()
    else oddity(request, answer)
  })
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    if (request.url?.startsWith('/early/') === true)
      return sockets.handleUpgrade(request, socket, head, () => undefined)
    socket.end(
      'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n<h1>Welcome</h1>',
    )
  })
  return { url: `http://127.0.0.1:${await portOf(server)}`, stop: () => void server.close() }
}

/** Asks whether the server can TLS; the answer is a single letter. */
const SSL_REQUEST = 80_877_103

/** A PostgreSQL without TLS that takes no password, as far as its first answers go. */
export async function startStrictPostgres(): Promise<{
  readonly port: number
  readonly stop: () => void
}> {
  const fields = ['SFATAL', 'C28P01', 'Mpassword authentication failed for user "postgres"']
  const body = Buffer.from(`${fields.join('\0')}\0\0`)
  const head = Buffer.alloc(5)
  head.write('E')
  head.writeInt32BE(body.length + 4, 1)
  const server = createTcpServer(socket => {
    socket.on('data', data => {
      if (data.readInt32BE(4) === SSL_REQUEST) socket.write('N')
      else socket.end(Buffer.concat([head, body]))
    })
    socket.on('error', () => undefined)
  })
  return { port: await portOf(server), stop: () => void server.close() }
}

/** A PostgreSQL that lets everybody in and answers no query. */
export async function startMutePostgres(): Promise<{
  readonly port: number
  readonly stop: () => void
}> {
  // AuthenticationOk, then ReadyForQuery.
  const welcome = Buffer.from('5200000008000000005a0000000549', 'hex')
  const server = createTcpServer(socket => {
    socket.once('data', () => socket.write(welcome))
    socket.on('error', () => undefined)
  })
  return { port: await portOf(server), stop: () => void server.close() }
}

/** A port at which nobody listens. */
export async function deadPort(): Promise<number> {
  const server = createTcpServer()
  const port = await portOf(server)
  await new Promise(resolve => server.close(resolve))
  return port
}

function portOf(server: Server): Promise<number> {
  return new Promise(resolve =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  )
}
