import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { connectRaw, joinFrame } from './testing/raw-client.ts'
import { openStage, type Stage } from './testing/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const ok = { status: 'ok', response: {} }
const heartbeat = [null, 'h', 'phoenix', 'heartbeat', {}]
const heartbeatReply = [null, 'h', 'phoenix', 'phx_reply', ok]

async function refusal(query: string): Promise<{ status: number; body: string }> {
  const ws = new WebSocket(`${stage.url.replace('http', 'ws')}/realtime/v1/websocket?${query}`)
  const [, response] = await once(ws, 'unexpected-response')
  let body = ''
  for await (const chunk of response) body += String(chunk)
  return { status: response.statusCode, body }
}

describe('a client is refused the websocket', () => {
  it('without a key', async () => {
    expect(await refusal('vsn=2.0.0')).toEqual({
      status: 401,
      body: '{"error":"API key is missing"}',
    })
  })

  it('with a key that has expired', async () => {
    const apikey = await stage.token({ exp: Math.floor(Date.now() / 1000) - 10 })
    expect(await refusal(`vsn=2.0.0&apikey=${apikey}`)).toEqual({
      status: 401,
      body: '{"error":"Token has expired"}',
    })
  })

  it('with a key that is no token', async () => {
    expect(await refusal('vsn=2.0.0&apikey=abc')).toEqual({
      status: 401,
      body: '{"error":"The token provided is not a valid JWT"}',
    })
  })

  it('with a key signed by someone else', async () => {
    const apikey = `${stage.context.tokens.anonKey.slice(0, -4)}AAAA`
    expect(await refusal(`vsn=2.0.0&apikey=${apikey}`)).toEqual({
      status: 401,
      body: '{"error":"Failed to validate JWT signature"}',
    })
  })

  it('with a key that names no role', async () => {
    const apikey = await stage.context.tokens.sign({ exp: Math.floor(Date.now() / 1000) + 60 })
    expect(await refusal(`vsn=2.0.0&apikey=${apikey}`)).toEqual({
      status: 401,
      body: '{"error":"Fields `role` and `exp` are required in JWT"}',
    })
  })

  it('in a dialect nobody speaks', async () => {
    const apikey = stage.context.tokens.anonKey
    expect(await refusal(`vsn=9.9.9&apikey=${apikey}`)).toEqual({ status: 403, body: '' })
  })

  it('while realtime is switched off', async () => {
    const off = stage.faults.add({ type: 'realtime-off' })
    const { status } = await refusal(`vsn=2.0.0&apikey=${stage.context.tokens.anonKey}`)
    stage.faults.remove(off)
    expect(status).toBe(503)
  })
})

describe('a client that holds a socket', () => {
  it('gets an answer to its heartbeat', async () => {
    const client = await connectRaw(stage)
    client.send(heartbeat)
    expect(await client.frame(() => true)).toEqual(heartbeatReply)
    client.close()
  })

  it('may name its key in a header, and speaks 1.0.0 when it names no dialect', async () => {
    const ws = new WebSocket(`${stage.url.replace('http', 'ws')}/realtime/v1/websocket`, {
      headers: { 'x-api-key': stage.context.tokens.anonKey },
    })
    await once(ws, 'open')
    ws.send(JSON.stringify({ topic: 'phoenix', event: 'heartbeat', payload: {}, ref: 'h' }))
    const [answer] = await once(ws, 'message')
    expect(JSON.parse(String(answer))).toEqual({
      ref: 'h',
      event: 'phx_reply',
      topic: 'phoenix',
      payload: ok,
    })
    ws.close()
  })

  it('may hold it with a publishable key', async () => {
    const client = await connectRaw(stage, { apikey: stage.context.tokens.publishableKey })
    client.send(joinFrame('a'))
    expect((await client.event('a', 'phx_reply'))[4]).toMatchObject({ status: 'ok' })
    client.close()
  })

  it('sends malformed frames and is passed over in silence', async () => {
    const client = await connectRaw(stage)
    const malformed = ['hello', '5', 'null', '', '{"topic":"phoenix","event":"heartbeat"}', '["1"]']
    for (const text of malformed) client.send(text)
    client.send(Buffer.from([9, 9, 9]))
    client.send(heartbeat)
    await client.frame(() => true)
    expect(client.frames).toEqual([heartbeatReply])
    client.close()
  })

  it('pushes to a topic it has not joined and is told so', async () => {
    const client = await connectRaw(stage)
    client.send(['1', '2', 'realtime:a', 'broadcast', {}])
    client.send(['1', '3', 5, 'phx_join', {}])
    client.send(['1', '4', 'elsewhere', 'phx_join', {}])
    const error = { status: 'error', response: { reason: 'unmatched topic' } }
    await client.frame(frame => Array.isArray(frame) && frame[1] === '4')
    expect(client.frames).toEqual([
      [null, '2', 'realtime:a', 'phx_reply', error],
      [null, '3', 5, 'phx_reply', error],
      [null, '4', 'elsewhere', 'phx_reply', error],
    ])
    client.close()
  })

  it('joins a topic twice: the new join is answered, then the old one closed', async () => {
    const client = await connectRaw(stage)
    client.send(joinFrame('a', { ref: '1' }))
    client.send(joinFrame('a', { ref: '2' }))
    await client.event('a', 'phx_close')
    const joined = { status: 'ok', response: { postgres_changes: [] } }
    expect(client.frames).toEqual([
      ['1', '1', 'realtime:a', 'phx_reply', joined],
      ['2', '2', 'realtime:a', 'phx_reply', joined],
      ['1', '1', 'realtime:a', 'phx_close', {}],
    ])
    client.close()
  })

  it('leaves: a reply, then the close; leaving again is fine, an old join’s leave unanswered', async () => {
    const client = await connectRaw(stage)
    client.send(joinFrame('a', { ref: '2' }))
    client.send(['1', '3', 'realtime:a', 'phx_leave', {}])
    client.send(['2', '4', 'realtime:a', 'phx_leave', {}])
    client.send(['2', '5', 'realtime:a', 'phx_leave', {}])
    await client.frame(frame => Array.isArray(frame) && frame[1] === '5')
    expect(client.frames.slice(1)).toEqual([
      ['2', '4', 'realtime:a', 'phx_reply', ok],
      ['2', '2', 'realtime:a', 'phx_close', {}],
      ['2', '5', 'realtime:a', 'phx_reply', ok],
    ])
    client.close()
  })

  it('cannot have more than a hundred channels', async () => {
    const client = await connectRaw(stage)
    for (let n = 1; n <= 101; n += 1) client.send(joinFrame(`t${n}`))
    expect((await client.event('t101', 'phx_reply'))[4]).toEqual({
      status: 'error',
      response: { reason: 'ChannelRateLimitReached: Too many channels' },
    })
    expect((await client.event('t100', 'phx_reply'))[4]).toMatchObject({ status: 'ok' })
    client.close()
  })

  it('speaks 1.0.0 too, in objects without join_ref', async () => {
    const client = await connectRaw(stage, { vsn: '1.0.0' })
    const [, , topic, event, payload] = joinFrame('a')
    client.send({ topic, event, payload, ref: '1', join_ref: '1' })
    expect(await client.frame(() => true)).toEqual({
      ref: '1',
      event: 'phx_reply',
      topic: 'realtime:a',
      payload: { status: 'ok', response: { postgres_changes: [] } },
    })
    client.close()
  })

  it.each([
    ['no topic', '', 'TopicNameRequired: You must provide a topic name', {}],
    [
      'a payload that is a text',
      'a',
      'UnknownErrorOnChannel: expected params to be a :map, got: `"x"`',
      'x',
    ],
    [
      'a binding that is a text',
      'a',
      'UnknownErrorOnChannel: expected a map, got:\n\n    "todos"\n',
      { config: { postgres_changes: ['todos'] } },
    ],
  ])('joins with %s and is told what is wrong', async (_, topic, reason, payload) => {
    const client = await connectRaw(stage)
    client.send(['1', '1', `realtime:${topic}`, 'phx_join', payload])
    expect((await client.event(topic, 'phx_reply'))[4]).toEqual({
      status: 'error',
      response: { reason },
    })
    client.close()
  })
})

describe('sockets end', () => {
  it('with 1000 when a client says nothing for long', async () => {
    const hasty = await openStage({ idleTimeoutMs: 50 })
    const client = await connectRaw(hasty)
    expect(await client.closed).toBe(1000)
    await hasty.close()
  })

  it('with the code asked for, and the client may come again', async () => {
    const own = await openStage()
    const clients = [await connectRaw(own), await connectRaw(own)]
    expect(own.realtime.dropSockets({ code: 1001 })).toBe(2)
    expect(await Promise.all(clients.map(client => client.closed))).toEqual([1001, 1001])
    const cut = await connectRaw(own)
    own.realtime.dropSockets({ code: 1006 })
    expect(await cut.closed).toBe(1006)
    const again = await connectRaw(own)
    again.send(heartbeat)
    expect(await again.frame(() => true)).toEqual(heartbeatReply)
    await own.close()
  })
})
