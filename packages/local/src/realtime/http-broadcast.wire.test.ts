import { describe, expect, it } from 'vitest'
import { firstHeard, prepareBroadcasts } from './testing/broadcast-stage.ts'
import { broadcasts, heard } from './testing/heard.ts'

const on = prepareBroadcasts()
const { member } = on

describe('a broadcast over HTTP', () => {
  const post = (path: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${on.stage.url}/realtime/v1/api/broadcast${path}`, {
      method: 'POST',
      headers: {
        apikey: on.stage.context.tokens.anonKey,
        'content-type': 'application/json',
        ...headers,
      },
      body,
    })
  const messages = (topic: string, isPrivate: boolean): string =>
    JSON.stringify({ messages: [{ topic, event: 'e', payload: { http: 1 }, private: isPrivate }] })

  it('reaches the members of a public topic', async () => {
    const client = await member('x')
    const response = await post('', messages('x', false))
    expect([response.status, await response.text()]).toEqual([202, ''])
    expect(await firstHeard(client)).toEqual({
      type: 'broadcast',
      event: 'e',
      payload: { http: 1 },
    })
    client.close()
  })

  it('reaches a private topic when its sender may write there', async () => {
    const client = await member('room:open', { private: true })
    const authorization = `Bearer ${await on.stage.token()}`
    expect((await post('', messages('room:open', true))).status).toBe(202)
    await client.settled()
    expect(broadcasts(client)).toEqual([])
    expect((await post('', messages('room:open', true), { authorization })).status).toBe(202)
    expect(await firstHeard(client)).toMatchObject({ payload: { http: 1 } })
    client.close()
  })

  it('may be one event by its address, JSON or bytes', async () => {
    const client = await member('a/b')
    expect((await post('/a%2Fb/events/e%20v', '{"n":1}')).status).toBe(202)
    expect(await firstHeard(client)).toMatchObject({ event: 'e v', payload: { n: 1 } })
    const bytes = { 'content-type': 'application/octet-stream' }
    expect((await post('/a%2Fb/events/raw', 'xyz', bytes)).status).toBe(202)
    await client.frame(frame => (heard(frame) as { event?: string } | undefined)?.event === 'raw')
    client.close()
  })

  it.each<[string, string, string, Record<string, string>, number]>([
    ['a wrong token', '', '{"messages":[]}', { authorization: 'Bearer a.b.c' }, 401],
    ['no messages', '', '{"nope":1}', {}, 422],
    ['a message without topic', '', '{"messages":[{"event":"e","payload":{}}]}', {}, 422],
    ['messages that are no list', '', '{"messages":{}}', {}, 422],
    [
      'an event that is no text',
      '',
      '{"messages":[{"event":1,"topic":"x","payload":{}}]}',
      {},
      422,
    ],
    ['a list that is no JSON', '', 'x', {}, 400],
    ['a body that is no JSON', '/x/events/e', 'x', {}, 400],
    ['a body of another kind', '/x/events/e', 'x', { 'content-type': 'text/plain' }, 415],
  ])('is refused with %s', async (_, path, ...[body, headers, status]) => {
    expect((await post(path, body, headers)).status).toBe(status)
  })

  it('is refused while realtime is switched off', async () => {
    const off = on.stage.faults.add({ type: 'realtime-off' })
    const { status } = await post('', messages('x', false))
    on.stage.faults.remove(off)
    expect(status).toBe(503)
  })
})
