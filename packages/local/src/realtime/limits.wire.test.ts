import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { RealtimeLimits } from './limits.ts'
import { broadcasts } from './testing/heard.ts'
import { connectRaw, joinFrame, type RawClient } from './testing/raw-client.ts'
import { openStage, type Stage } from './testing/stage.ts'

const stages: Stage[] = []
afterEach(async () => {
  await Promise.all(stages.splice(0).map(stage => stage.close()))
})

async function limited(limits: Partial<RealtimeLimits>): Promise<Stage> {
  const stage = await openStage({ limits })
  stages.push(stage)
  return stage
}

async function joined(stage: Stage, topic: string, config: object = {}): Promise<RawClient> {
  const client = await connectRaw(stage)
  client.send(joinFrame(topic, { ...config }))
  await client.event(topic, 'phx_reply')
  return client
}

const presence = (event: string, payload: unknown = {}): readonly unknown[] => [
  '1',
  event,
  'realtime:a',
  'presence',
  { type: 'presence', event, payload },
]
const broadcast = (payload: unknown): readonly unknown[] => [
  '1',
  'b',
  'realtime:a',
  'broadcast',
  { type: 'broadcast', event: 'e', payload },
]

/** The channel is told why, and closed; the socket goes on. */
async function expectClosed(client: RawClient, message: string): Promise<void> {
  const closed = await client.event('a', 'phx_close')
  expect(closed).toEqual(['1', '1', 'realtime:a', 'phx_close', {}])
  expect((await client.event('a', 'system'))[4]).toEqual({
    message,
    status: 'error',
    extension: 'system',
    channel: 'a',
  })
  client.send([null, 'h', 'phoenix', 'heartbeat', {}])
  await client.frame(frame => Array.isArray(frame) && frame[1] === 'h')
}

describe('presence', () => {
  it('may be called five times in half a minute; the sixth call closes the channel', async () => {
    const stage = await limited({})
    const client = await joined(stage, 'a')
    for (let n = 1; n <= 5; n += 1) client.send(presence('track', { n }))
    await client.event('a', 'phx_reply', 5)
    stage.advance(31_000)
    for (let n = 1; n <= 6; n += 1) client.send(presence('track', { n }))
    await expectClosed(client, 'Client presence rate limit exceeded')
    expect(client.frames.filter(frame => (frame as unknown[])[3] === 'phx_reply')).toHaveLength(12)
  })

  it('of all clients together is limited on the average of a minute', async () => {
    const stage = await limited({ presenceEventsPerSecond: 0.05 })
    const client = await joined(stage, 'a')
    client.send(presence('track', { n: 1 }))
    client.send(presence('track', { n: 2 }))
    client.send(presence('track', { n: 3 }))
    await expectClosed(client, 'Too many presence messages per second')
  })

  it('may not show more than a broadcast may carry', async () => {
    const stage = await limited({ payloadBytes: 100 })
    const client = await joined(stage, 'a')
    client.send(presence('track', { text: 'x'.repeat(100) }))
    await expectClosed(client, 'Track message size exceeded')
  })
})

describe('broadcasts', () => {
  it('close the channels that hear them, when they are too many on the average of a minute', async () => {
    const stage = await limited({ eventsPerSecond: 0.1 })
    const [speaker, listener] = await Promise.all([joined(stage, 'a'), joined(stage, 'a')])
    for (let n = 1; n <= 3; n += 1) speaker.send(broadcast({ n }))
    await expectClosed(listener, 'Too many messages per second')
    expect(listener.frames.filter(frame => (frame as unknown[])[3] === 'broadcast')).toHaveLength(3)
    stage.advance(61_000)
    const again = await joined(stage, 'a')
    speaker.send(broadcast({ n: 4 }))
    expect((await again.event('a', 'broadcast'))[4]).toMatchObject({ payload: { n: 4 } })
  })

  it('from the database are lost then, nobody is told, and they are kept for a replay', async () => {
    const stage = await limited({ eventsPerSecond: 1.1 })
    await stage.sql(
      `create policy hear on realtime.messages for select to authenticated using (true)`,
    )
    const token = await stage.token()
    const options = { private: true, token, broadcast: { replication_ready: true } }
    const listener = await joined(stage, 'a', options)
    await listener.event('a', 'system')
    const send = (from: number, to: number): Promise<unknown> =>
      stage.sql(
        `select realtime.send(jsonb_build_object('n', n), 'e', 'a') from generate_series($1::int, $2::int) n`,
        [from, to],
      )
    const numbers = (): unknown[] =>
      broadcasts(listener).map(each => (each as { payload: { n: number } }).payload.n)
    // Each counts as said and as heard, and one more may not make the average more than the limit.
    await send(1, 6)
    await expect.poll(numbers).toEqual([1, 2, 3, 4])
    stage.advance(61_000)
    await send(7, 7)
    await expect.poll(numbers).toEqual([1, 2, 3, 4, 7])
    expect(listener.frames.filter(frame => (frame as unknown[])[3] === 'phx_close')).toEqual([])
    const { rows } = await stage.sql('select from realtime.messages')
    expect(rows).toHaveLength(7)
  })

  it('over HTTP are refused with 429 then, and so is a list that would be too many', async () => {
    const stage = await limited({ eventsPerSecond: 1 })
    const post = async (path: string, body: unknown): Promise<readonly [number, string]> => {
      const response = await fetch(`${stage.url}/realtime/v1/api/broadcast${path}`, {
        method: 'POST',
        headers: { apikey: stage.context.tokens.anonKey, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return [response.status, await response.text()]
    }
    const message = { topic: 'a', event: 'e', payload: {} }
    const batch = '{"message":"Too many messages to broadcast, please reduce the batch size"}'
    expect(await post('', { messages: [message, message] })).toEqual([429, batch])
    const speaker = await joined(stage, 'a', { broadcast: { ack: true } })
    for (let n = 0; n < 60; n += 1) speaker.send(broadcast({ n }))
    await speaker.event('a', 'phx_reply', 60)
    const over = [429, '{"message":"You have exceeded your rate limit"}']
    expect(await post('', { messages: [message] })).toEqual(over)
    expect(await post('/a/events/e', {})).toEqual(over)
  })

  it('larger than allowed are refused over HTTP too, and a longer frame ends the socket', async () => {
    const stage = await limited({ payloadBytes: 100, frameBytes: 2_000 })
    const response = await fetch(`${stage.url}/realtime/v1/api/broadcast/a/events/e`, {
      method: 'POST',
      headers: { apikey: stage.context.tokens.anonKey, 'content-type': 'application/octet-stream' },
      body: 'x'.repeat(101),
    })
    expect([response.status, await response.text()]).toEqual([
      422,
      '{"errors":{"payload":["Payload size exceeds tenant limit"]}}',
    ])
    const client = await joined(stage, 'a')
    client.send(broadcast('x'.repeat(2_000)))
    expect(await client.closed).toBe(1006)
  })
})

describe('joins', () => {
  it('that come too often are refused and end the socket, and new sockets are refused with 429', async () => {
    const stage = await limited({ joinsPerSecond: 0.05 })
    const client = await joined(stage, 'a')
    client.send(joinFrame('b'))
    client.send(joinFrame('c'))
    client.send(joinFrame('d'))
    expect((await client.event('d', 'phx_reply'))[4]).toEqual({
      status: 'error',
      response: { reason: 'ClientJoinRateLimitReached: Too many joins per second' },
    })
    expect(await client.closed).toBe(1000)
    expect(await refusal(stage)).toEqual([429, '{"error":"Too many joins per second"}'])
    stage.advance(61_000)
    const again = await joined(stage, 'a')
    again.close()
  })

  it.each([
    ['a long topic', 'x'.repeat(300), {}, /^TopicNameTooLong: /],
    ['too many bindings', 'a', { postgres_changes: [{}, {}, {}] }, /^TooManyBindings: /],
  ])('with %s are refused', async (_, topic, config, reason) => {
    const stage = await limited({ bindings: 2 })
    const client = await joined(stage, topic, config)
    expect((await client.event(topic, 'phx_reply'))[4]).toEqual({
      status: 'error',
      response: { reason: expect.stringMatching(reason) },
    })
  })
})

describe('sockets', () => {
  it('above the number allowed are refused with 429', async () => {
    const stage = await limited({ sockets: 1 })
    const client = await connectRaw(stage)
    expect(await refusal(stage)).toEqual([429, '{"error":"Too many connected users"}'])
    client.close()
    await client.closed
    await expect.poll(() => connectRaw(stage).then(() => 'open', String)).toBe('open')
  })

  it('are cut when their last channel ended long ago, not before', async () => {
    const stage = await limited({ noChannelTimeoutMs: 30 })
    const [left, kept, untouched] = await Promise.all([
      joined(stage, 'a'),
      joined(stage, 'a'),
      connectRaw(stage),
    ])
    left.send(['1', '2', 'realtime:a', 'phx_leave', {}])
    expect(await left.closed).toBe(1006)
    for (const client of [kept, untouched]) {
      client.send([null, 'h', 'phoenix', 'heartbeat', {}])
      await client.frame(frame => Array.isArray(frame) && frame[1] === 'h')
    }
  })
})

async function refusal(stage: Stage): Promise<readonly [number, string]> {
  const key = stage.context.tokens.anonKey
  const address = `${stage.url.replace('http', 'ws')}/realtime/v1/websocket?apikey=${key}&vsn=2.0.0`
  const [, response] = await once(new WebSocket(address), 'unexpected-response')
  let body = ''
  for await (const chunk of response) body += String(chunk)
  return [response.statusCode, body]
}
