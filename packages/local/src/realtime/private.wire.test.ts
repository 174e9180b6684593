import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { broadcasts } from './testing/heard.ts'
import { connectRaw, joinFrame, type JoinOptions, type RawClient } from './testing/raw-client.ts'
import { openStage, type Stage } from './testing/stage.ts'

let stage: Stage
const clients: RawClient[] = []
const alice = '11111111-1111-1111-1111-111111111111'

beforeAll(async () => {
  stage = await openStage()
  await stage.sql(`
    create table public.members (topic text, who uuid);
    grant select on public.members to authenticated;
    create policy talk_hear on realtime.messages for select to authenticated
      using (extension = 'broadcast' and realtime.topic() like 'talk:%');
    create policy talk_speak on realtime.messages for insert to authenticated
      with check (extension = 'broadcast' and realtime.topic() like 'talk:%');
    create policy see_hear on realtime.messages for select to authenticated
      using (extension = 'presence' and realtime.topic() like 'see:%');
    create policy see_show on realtime.messages for insert to authenticated
      with check (extension = 'presence' and realtime.topic() like 'see:%');
    create policy clubs_hear on realtime.messages for select to authenticated
      using (exists (select from public.members where topic = realtime.topic() and who = auth.uid()));
    create policy clubs_speak on realtime.messages for insert to authenticated
      with check (exists (select from public.members where topic = realtime.topic() and who = auth.uid()));
    create policy broken on realtime.messages for select to authenticated
      using (case when realtime.topic() = 'broken' then 1 / (length(topic) - 6) = 1 else false end);`)
})
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
})
afterAll(() => stage.close())

const showing = { presence: { key: 'me', enabled: true } }

/** Joins a private topic, as a user of its own or as the service, which no policy binds. */
async function member(
  topic: string,
  options: JoinOptions = {},
  claims: object = { sub: alice },
): Promise<RawClient> {
  const client = await connectRaw(stage)
  clients.push(client)
  const token = await stage.token({ ...claims })
  client.send(joinFrame(topic, { private: true, token, ...options }))
  await client.event(topic, 'phx_reply')
  return client
}
const service = (topic: string): Promise<RawClient> =>
  member(topic, { presence: { key: 'service', enabled: true } }, { role: 'service_role' })

const push = (topic: string, event: string, payload: object, ref = 'p'): readonly unknown[] => [
  '1',
  ref,
  `realtime:${topic}`,
  event,
  payload,
]
const track = (topic: string, ref?: string): readonly unknown[] =>
  push(topic, 'presence', { event: 'track', payload: { ref } }, ref)
const say = (topic: string, text: string): readonly unknown[] =>
  push(topic, 'broadcast', { type: 'broadcast', event: 'e', payload: { text } })
const eventsOf = (client: RawClient): unknown[] =>
  client.frames.map(frame => (frame as readonly unknown[])[3])

describe('in a private topic', () => {
  it('who may read broadcasts only hears nothing of presence', async () => {
    const client = await member('talk:1', showing)
    const other = await service('talk:1')
    other.send(track('talk:1'))
    other.send(say('talk:1', 'hello'))
    await client.event('talk:1', 'broadcast')
    expect(eventsOf(client)).toEqual(['phx_reply', 'broadcast'])
  })

  it('who may read presence only hears nothing else, and must ask for it', async () => {
    const client = await member('see:1', showing)
    const other = await service('see:1')
    other.send(say('see:1', 'hello'))
    other.send(track('see:1'))
    await client.event('see:1', 'presence_diff')
    expect(eventsOf(client)).toEqual(['phx_reply', 'presence_state', 'presence_diff'])
    const unasking = await member('see:1')
    expect((await unasking.event('see:1', 'phx_reply'))[4]).toEqual({
      status: 'error',
      response: {
        reason: 'Unauthorized: You do not have permissions to read from this Channel topic: see:1',
      },
    })
  })

  it('who may not show presence is told so, and who may not speak is not', async () => {
    const talker = await member('talk:1', { broadcast: { ack: true } })
    talker.send(track('talk:1', 't'))
    const reply = await talker.frame(frame => Array.isArray(frame) && frame[1] === 't')
    expect(reply).toEqual([
      '1',
      't',
      'realtime:talk:1',
      'phx_reply',
      { status: 'error', response: {} },
    ])
    const shower = await member('see:1', { ...showing, broadcast: { ack: true } })
    shower.send(say('see:1', 'hello'))
    shower.send(track('see:1', 't'))
    await shower.event('see:1', 'presence_diff')
    expect(eventsOf(shower)).toEqual(['phx_reply', 'presence_state', 'phx_reply', 'presence_diff'])
  })

  it('who did not ask for presence is told of it from their own track on', async () => {
    await stage.sql('insert into public.members values ($1, $2)', ['club:1', alice])
    const client = await member('club:1')
    const other = await service('club:1')
    other.send(track('club:1', 'first'))
    await other.event('club:1', 'presence_diff')
    client.send(track('club:1', 'own'))
    await client.event('club:1', 'presence_diff')
    other.send(track('club:1', 'second'))
    await client.event('club:1', 'presence_diff', 1)
    expect(eventsOf(client)).toEqual(['phx_reply', 'phx_reply', 'presence_diff', 'presence_diff'])
  })

  it('a right that is lost is noticed at the next token, and ends the channel', async () => {
    await stage.sql('insert into public.members values ($1, $2)', ['club:2', alice])
    const client = await member('club:2', { broadcast: { ack: true } })
    const other = await service('club:2')
    client.send(say('club:2', 'before'))
    await other.event('club:2', 'broadcast')
    await stage.sql('delete from public.members where topic = $1', ['club:2'])
    client.send(say('club:2', 'after'))
    other.send(say('club:2', 'still heard'))
    await client.event('club:2', 'broadcast')
    await other.event('club:2', 'broadcast', 1)
    const token = await stage.token({ sub: alice, n: 2 })
    client.send(push('club:2', 'access_token', { access_token: token }))
    await client.event('club:2', 'phx_close')
    expect((await client.event('club:2', 'system'))[4]).toEqual({
      message: 'You no longer have permission to read from this Channel topic: club:2',
      status: 'error',
      extension: 'system',
      channel: 'club:2',
    })
    expect(broadcasts(other)).toMatchObject([
      { payload: { text: 'before' } },
      { payload: { text: 'after' } },
    ])
  })

  it('a right to speak that is won counts from the next token on', async () => {
    await stage.sql('insert into public.members values ($1, $2)', ['talk:club', alice])
    const client = await member('talk:club', { broadcast: { ack: true } }, { sub: alice })
    const listener = await service('talk:club')
    client.send(say('talk:club', 'hello'))
    await listener.event('talk:club', 'broadcast')
    const token = await stage.token({ sub: alice, n: 3 })
    client.send(push('talk:club', 'access_token', { access_token: token }))
    client.send(say('talk:club', 'again'))
    await listener.event('talk:club', 'broadcast', 1)
    await client.settled()
    expect(eventsOf(client)).toEqual(['phx_reply', 'phx_reply', 'phx_reply', 'phx_reply'])
  })

  it('a policy that fails itself lets nobody in, and leaves nobody without an answer', async () => {
    const client = await member('broken')
    expect((await client.event('broken', 'phx_reply'))[4]).toMatchObject({
      status: 'error',
      response: { reason: expect.stringMatching(/^Unauthorized: /) },
    })
  })
})

describe('over HTTP', () => {
  it('a private message by its address is refused with 403 to who may not write it', async () => {
    const client = await service('see:1')
    const post = async (topic: string): Promise<readonly [number, string]> => {
      const response = await fetch(
        `${stage.url}/realtime/v1/api/broadcast/${topic}/events/e?private=true`,
        {
          method: 'POST',
          headers: {
            authorization: `Bearer ${await stage.token()}`,
            'content-type': 'application/json',
          },
          body: '{}',
        },
      )
      return [response.status, await response.text()]
    }
    expect(await post('see:1')).toEqual([403, '{"message":"Unauthorized"}'])
    expect(await post('talk:1')).toEqual([202, ''])
    await client.settled()
    expect(broadcasts(client)).toEqual([])
  })
})
