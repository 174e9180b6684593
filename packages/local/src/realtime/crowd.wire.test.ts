import { once } from 'node:events'
import { afterEach, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { RealtimeOptions } from './options.ts'
import { joinFrame } from './testing/raw-client.ts'
import { openStage, type Stage } from './testing/stage.ts'

const stages: Stage[] = []
const sockets: WebSocket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate()
  await Promise.all(stages.splice(0).map(stage => stage.close()))
})

async function staged(options: RealtimeOptions = {}): Promise<Stage> {
  const stage = await openStage(options)
  stages.push(stage)
  return stage
}

/** A bare websocket, because a thousand clients that keep all they hear are too much for a test. */
async function open(stage: Stage): Promise<WebSocket> {
  const key = stage.context.tokens.anonKey
  const socket = new WebSocket(
    `${stage.url.replace('http', 'ws')}/realtime/v1/websocket?apikey=${key}&vsn=2.0.0`,
  )
  sockets.push(socket)
  await once(socket, 'open')
  return socket
}

async function join(socket: WebSocket, options: object = {}): Promise<void> {
  socket.send(JSON.stringify(joinFrame('a', { ...options })))
  await heard(socket, '"phx_reply"')
}

function heard(socket: WebSocket, text: string): Promise<string> {
  return new Promise(resolve => {
    const look = (data: unknown): void => {
      const frame = String(data)
      if (!frame.includes(text)) return
      socket.off('message', look)
      resolve(frame)
    }
    socket.on('message', look)
  })
}

it('a thousand sockets on one topic hear one change, one broadcast and one arrival', async () => {
  const stage = await staged()
  await stage.sql(`create table public.todos (id int primary key);
    alter publication supabase_realtime add table public.todos`)
  const all: WebSocket[] = []
  for (let n = 0; n < 20; n += 1) {
    all.push(...(await Promise.all(Array.from({ length: 50 }, () => open(stage)))))
  }
  const postgres_changes = [{ event: '*', schema: 'public', table: 'todos' }]
  const ready = all.map(socket => heard(socket, 'Subscribed to PostgreSQL'))
  await Promise.all(all.map(socket => join(socket, { postgres_changes })))
  await Promise.all(ready)

  const told = all.map(socket => heard(socket, '"postgres_changes"'))
  await stage.sql('insert into public.todos values (7)')
  expect(new Set(await Promise.all(told)).size).toBe(1)

  const [first] = all
  const arrived = all.map(socket => heard(socket, '"presence_diff"'))
  const spoken = all.slice(1).map(socket => heard(socket, '"hello"'))
  const push = (event: string, payload: object): void =>
    first?.send(JSON.stringify(['1', event, 'realtime:a', event, payload]))
  push('presence', { event: 'track', payload: { at: 'home' } })
  push('broadcast', { type: 'broadcast', event: 'hello', payload: {} })
  expect(new Set(await Promise.all(arrived)).size).toBe(1)
  expect(new Set(await Promise.all(spoken)).size).toBe(1)
  expect(stage.warnings).toEqual([])
})

it('a client that stops reading is cut off, and nobody else notices', async () => {
  const stage = await staged()
  const [stuck, reading] = await Promise.all([open(stage), open(stage)])
  await Promise.all([join(stuck), join(reading, { broadcast: { self: true } })])
  stuck.pause()
  const text = 'x'.repeat(2_900_000)
  const frame = JSON.stringify(['1', '9', 'realtime:a', 'broadcast', { event: 'e', text }])
  while (stage.warnings.length === 0) {
    const echo = heard(reading, '"broadcast"')
    reading.send(frame)
    await echo
  }
  expect(stage.warnings).toEqual([
    expect.stringMatching(/a client was cut off, because it reads too slowly: \d+ bytes waited/),
  ])
  const closed = once(stuck, 'close')
  stuck.resume()
  expect((await closed)[0]).toBe(1006)
})

it('a client that floods while its join is waited for is read no further, and loses nothing', async () => {
  const stage = await staged({ joinErrorDelayMs: 300, limits: { unansweredBytes: 200_000 } })
  const socket = await open(stage)
  const refused = heard(socket, '"phx_reply"')
  socket.send(JSON.stringify(joinFrame('a', { token: 'no token' })))
  const answered = heard(socket, '"last"')
  const padding = 'x'.repeat(1_000_000)
  for (let n = 0; n < 30; n += 1) {
    socket.send(JSON.stringify([null, `${n}`, 'phoenix', 'heartbeat', { padding }]))
  }
  socket.send(JSON.stringify([null, 'last', 'phoenix', 'heartbeat', {}]))
  await refused
  // Thirty megabytes cannot have been taken over: the network's own buffers are far smaller.
  expect(socket.bufferedAmount).toBeGreaterThan(0)
  await answered
  expect(socket.bufferedAmount).toBe(0)
})
