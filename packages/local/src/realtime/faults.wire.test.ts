import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { testBackend, type LocalBackend } from '../testing/index.ts'
import { connectRaw, joinFrame, type RawClient } from './testing/raw-client.ts'

let backend: LocalBackend
beforeEach(async () => {
  backend = await testBackend()
})
afterEach(() => backend.stop())

const client = (): Promise<RawClient> =>
  connectRaw({ url: backend.url, context: { tokens: backend } })

async function joined(...topics: string[]): Promise<RawClient> {
  const socket = await client()
  for (const [index, topic] of topics.entries()) {
    socket.send(joinFrame(topic, { ref: String(index + 1) }))
    await socket.event(topic, 'phx_reply')
  }
  return socket
}

const heartbeat = [null, '99', 'phoenix', 'heartbeat', {}]
const heartbeats = ({ frames }: RawClient): number =>
  frames.filter(frame => Array.isArray(frame) && frame[1] === '99').length

it('closes a channel unasked; the socket goes on', async () => {
  const socket = await joined('a', 'b')
  expect(backend.faults.closeChannels({ topic: 'a' })).toBe(1)
  expect(await socket.event('a', 'phx_close')).toEqual(['1', '1', 'realtime:a', 'phx_close', {}])
  socket.send(heartbeat)
  await expect.poll(() => heartbeats(socket)).toBe(1)
  // It is gone, so that it cannot be closed again; the other one is still there.
  expect(backend.faults.closeChannels()).toBe(1)
})

it('crashes a channel', async () => {
  const socket = await joined('a')
  expect(backend.faults.crashChannels()).toBe(1)
  expect(await socket.event('a', 'phx_error')).toEqual(['1', '1', 'realtime:a', 'phx_error', {}])
})

it('lets the token of a channel run out, in the server’s own words', async () => {
  const socket = await joined('a')
  expect(backend.faults.expireTokens({ topic: 'a' })).toBe(1)
  expect(await socket.event('a', 'system')).toMatchObject({
    4: { extension: 'system', status: 'error', message: 'Token has expired 0 seconds ago' },
  })
  await socket.event('a', 'phx_close')
  socket.send(joinFrame('a', { ref: '7' }))
  expect(await socket.event('a', 'phx_reply', 1)).toMatchObject({ 4: { status: 'ok' } })
})

it('refuses joins with the reason that was asked for, until it is mended', async () => {
  const reason = 'ClientJoinRateLimitReached: Too many joins per second'
  backend.faults.set({ joins: { reason } })
  const socket = await client()
  socket.send(joinFrame('a'))
  const answer = { status: 'error', response: { reason } }
  expect(await socket.event('a', 'phx_reply')).toEqual([
    '1',
    '1',
    'realtime:a',
    'phx_reply',
    answer,
  ])
  backend.faults.set({ joins: null })
  socket.send(joinFrame('a', { ref: '2' }))
  expect(await socket.event('a', 'phx_reply', 1)).toMatchObject({ 4: { status: 'ok' } })
})

it('lets sockets fall silent for good while they stay open, and new ones hang', async () => {
  const socket = await joined('a')
  let end: number | undefined
  void socket.closed.then(code => (end = code))
  const before = socket.frames.length
  backend.faults.set({ realtime: 'half-open' })
  socket.send(heartbeat)
  const other = await knock()
  // By its answer the handshake before it has been seen, too.
  await fetch(backend.url)
  backend.faults.reset()

  const later = await joined('a')
  later.send(heartbeat)
  await expect.poll(() => heartbeats(later)).toBe(1)
  // What the others asked before that has had its time.
  expect(socket.frames).toHaveLength(before)
  expect(end).toBe(undefined)
  expect(other.heard()).toBe('')
  other.socket.destroy()
})

it('leaves handshakes without an answer while open sockets go on', async () => {
  const socket = await joined('a')
  backend.faults.set({ realtime: 'hang' })
  const other = await knock()
  socket.send(heartbeat)
  await expect.poll(() => heartbeats(socket)).toBe(1)
  expect(other.heard()).toBe('')
  expect(other.socket.readyState).toBe('open')
})

it('stops with silenced sockets and hung handshakes', async () => {
  await joined('a')
  backend.faults.set({ realtime: 'half-open' })
  const other = await knock()
  // Neither of them answers a farewell, so nothing may wait for one.
  await backend.stop()
  await expect.poll(() => other.socket.closed).toBe(true)
})

/** A handshake by hand, and what is heard of it. */
async function knock(): Promise<{ readonly socket: Socket; readonly heard: () => string }> {
  const { hostname, port } = new URL(backend.url)
  const socket = connect(Number(port), hostname)
  let heard = ''
  socket.on('data', data => (heard += data.toString()))
  socket.on('error', () => undefined)
  const lines = [
    `GET /realtime/v1/websocket?apikey=${backend.anonKey}&vsn=2.0.0 HTTP/1.1`,
    'Host: localhost',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ]
  await new Promise<void>(resolve => socket.write(`${lines.join('\r\n')}\r\n\r\n`, () => resolve()))
  return { socket, heard: () => heard }
}
