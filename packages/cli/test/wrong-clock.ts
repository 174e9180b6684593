import { createServer, request as ask } from 'node:http'
import { connect } from 'node:net'
import { portOf, type Serving } from './odd-server.ts'

/**
 * A proxy whose clock is off by so much before a backend that is well: what answers through it has its time. The time
 * of a machine cannot be set for a test, and this header is all that a client ever sees of a server's clock.
 */
export async function startWrongClock(target: string, offMs: number): Promise<Serving> {
  const { port: backendPort } = new URL(target)
  const server = createServer((request, answer) => {
    const { method, url, headers } = request
    const passed = ask(`${target}${url ?? ''}`, { method, headers }, response => {
      const date = new Date(Date.now() + offMs).toUTCString()
      answer.writeHead(response.statusCode ?? 500, { ...response.headers, date })
      response.pipe(answer)
    })
    request.pipe(passed)
  })
  server.on('upgrade', ({ url, headers }, socket) => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`)
    const backend = connect(Number(backendPort), '127.0.0.1')
    for (const end of [backend, socket]) end.on('error', () => undefined)
    backend.write(`GET ${url ?? ''} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    socket.pipe(backend).pipe(socket)
  })
  return { port: await portOf(server), stop: () => void server.close() }
}
