import { connect, createServer, type AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { listen, type Listener } from './listen.ts'

let listener: Listener | undefined
afterEach(() => listener?.close())

it('answers that it is starting until it serves', async () => {
  listener = await listen(0)
  const early = await fetch(listener.origin)
  expect(early.status).toBe(503)
  expect(early.headers.get('retry-after')).toBe('1')
  const preflight = await fetch(listener.origin, {
    method: 'OPTIONS',
    headers: {
      'Access-Control-Request-Method': 'DELETE',
      'Access-Control-Request-Headers': 'apikey',
    },
  })
  expect(preflight.status, 'so that a page may see the 503').toBe(204)
  expect(preflight.headers.get('access-control-allow-methods')).toBe('DELETE')
  expect(preflight.headers.get('access-control-allow-headers')).toBe('apikey')
  listener.serve({ fetch: () => new Response('hello'), upgrade: (_, socket) => socket.destroy() })
  expect(await (await fetch(listener.origin)).text()).toBe('hello')
})

it('names a busy port and the option', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => other.once('listening', resolve))
  const { port } = other.address() as AddressInfo
  await expect(listen(port)).rejects.toMatchObject({
    code: 'port-busy',
    message: expect.stringMatching(new RegExp(`Port ${port} .*--port`)),
  })
  other.close()
})

it('takes connections from this machine only', async () => {
  listener = await listen(0)
  expect(new URL(listener.origin).hostname).toBe('127.0.0.1')
})

it('ends while clients hold connections open', async () => {
  listener = await listen(0)
  listener.serve({ fetch: () => new Promise(() => undefined), upgrade: () => undefined })
  const { port } = new URL(listener.origin)
  const idle = connect(Number(port), '127.0.0.1')
  idle.on('error', () => undefined)
  await new Promise(resolve => idle.once('connect', resolve))
  const unanswered = fetch(listener.origin).catch((error: Error) => error)
  await new Promise(resolve => setImmediate(resolve))
  // A server of Node's that is only closed waits for both, for ever.
  await listener.close()
  expect(await unanswered).toBeInstanceOf(Error)
  idle.destroy()
})
