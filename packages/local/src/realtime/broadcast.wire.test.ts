import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { broadcasts, heard } from './testing/heard.ts'
import { connectRaw, joinFrame, type JoinOptions, type RawClient } from './testing/raw-client.ts'
import { openStage, type Stage } from './testing/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
  await stage.sql(`
    create policy hear on realtime.messages for select to authenticated
      using (realtime.topic() like 'room:%');
    create policy speak on realtime.messages for insert to authenticated
      with check (realtime.topic() like 'room:open%');
    create table public.todos (id int primary key, title text);
    create function public.tell() returns trigger language plpgsql security definer as $$
    begin
      perform realtime.broadcast_changes('room:db', tg_op, tg_op, tg_table_name, tg_table_schema, new, old);
      return null;
    end $$;
    create trigger tell after insert or update or delete on public.todos
      for each row execute function public.tell();`)
})
afterAll(() => stage.close())

const replicating = { broadcast: { replication_ready: true } }

async function member(topic: string, options: JoinOptions = {}, vsn = '2.0.0'): Promise<RawClient> {
  const client = await connectRaw(stage, { vsn })
  const [joinRef, ref, name, event, payload] = joinFrame(topic, {
    token: await stage.token(),
    ...options,
  })
  const asObject = { topic: name, event, payload, ref, join_ref: joinRef }
  client.send(vsn === '2.0.0' ? [joinRef, ref, name, event, payload] : asObject)
  await client.frame(frame => eventOf(frame) === 'phx_reply')
  const isReplicating = options['broadcast'] === replicating.broadcast
  if (isReplicating) await client.frame(frame => eventOf(frame) === 'system')
  return client
}

function eventOf(frame: unknown): unknown {
  return Array.isArray(frame) ? frame[3] : (frame as { event?: unknown }).event
}

const firstHeard = async (client: RawClient): Promise<unknown> =>
  heard(await client.frame(frame => heard(frame) !== undefined))

const say = (payload: unknown, topic = 'room:open', ref = '9'): readonly unknown[] => [
  '1',
  ref,
  `realtime:${topic}`,
  'broadcast',
  { type: 'broadcast', event: 'hi', payload },
]

describe('a broadcast', () => {
  it('reaches the others on the topic, and its sender only when it asked to hear itself', async () => {
    const [a, b, elsewhere] = await Promise.all([
      member('x'),
      member('x', { broadcast: { self: true, ack: true } }),
      member('y'),
    ])
    a.send(say({ n: 1 }, 'x'))
    expect(await firstHeard(b)).toEqual({ type: 'broadcast', event: 'hi', payload: { n: 1 } })
    b.send(say({ n: 2 }, 'x'))
    await b.frame(frame => Array.isArray(frame) && frame[1] === '9')
    expect(broadcasts(b)).toMatchObject([{ payload: { n: 1 } }, { payload: { n: 2 } }])
    expect(await firstHeard(a)).toMatchObject({ payload: { n: 2 } })
    await elsewhere.settled()
    expect(broadcasts(elsewhere)).toEqual([])
    for (const client of [a, b, elsewhere]) client.close()
  })

  it('pushed as bytes arrives as bytes, and as JSON at a client that knows no bytes', async () => {
    const [a, b, old] = await Promise.all([member('x'), member('x'), member('x', {}, '1.0.0')])
    a.send(
      Buffer.from('\x03\x01\x02\x0a\x02\x00\x01150realtime:xhi{"big":9007199254740993}', 'latin1'),
    )
    expect(await b.frame(frame => Buffer.isBuffer(frame))).toEqual(
      Buffer.from('\x04\x0a\x02\x00\x01realtime:xhi{"big":9007199254740993}', 'latin1'),
    )
    expect(await old.frame(frame => eventOf(frame) === 'broadcast')).toMatchObject({
      ref: null,
      topic: 'realtime:x',
      payload: { type: 'broadcast', event: 'hi' },
    })
    for (const client of [a, b, old]) client.close()
  })

  it('over 3000 kB is refused to who wants an answer', async () => {
    const a = await member('x', { broadcast: { ack: true } })
    a.send(say('x'.repeat(3_100_000), 'x'))
    const reply = await a.frame(frame => Array.isArray(frame) && frame[1] === '9')
    expect(reply).toEqual([
      '1',
      '9',
      'realtime:x',
      'phx_reply',
      { status: 'error', response: 'payload_size_exceeded' },
    ])
    a.close()
  })
})

describe('a private topic', () => {
  it('lets in whom the policy lets read, and nobody else', async () => {
    const [allowed, stranger, anon] = await Promise.all([
      connectRaw(stage),
      connectRaw(stage),
      connectRaw(stage),
    ])
    const token = await stage.token()
    allowed.send(joinFrame('room:1', { private: true, token }))
    stranger.send(joinFrame('secret:1', { private: true, token }))
    anon.send(joinFrame('room:1', { private: true }))
    expect((await allowed.event('room:1', 'phx_reply'))[4]).toMatchObject({ status: 'ok' })
    expect((await stranger.event('secret:1', 'phx_reply'))[4]).toEqual({
      status: 'error',
      response: {
        reason:
          'Unauthorized: You do not have permissions to read from this Channel topic: secret:1',
      },
    })
    expect((await anon.event('room:1', 'phx_reply'))[4]).toMatchObject({ status: 'error' })
    for (const client of [allowed, stranger, anon]) client.close()
  })

  it('passes on what the policy lets write, and is silent about the rest', async () => {
    const broadcast = { ack: true }
    const [speaker, mute, open, closed] = await Promise.all([
      member('room:open', { private: true, broadcast }),
      member('room:closed', { private: true, broadcast }),
      member('room:open', { private: true }),
      member('room:closed', { private: true }),
    ])
    speaker.send(say({ n: 1 }))
    expect(await firstHeard(open)).toMatchObject({ payload: { n: 1 } })
    mute.send(say({ n: 2 }, 'room:closed'))
    await mute.settled()
    await closed.settled()
    expect(mute.frames).toHaveLength(2)
    expect(broadcasts(closed)).toEqual([])
    expect((await stage.sql('select from realtime.messages')).rows).toEqual([])
    for (const client of [speaker, mute, open, closed]) client.close()
  })

  it('does not meet the public topic of the same name', async () => {
    const [hidden, open] = await Promise.all([
      member('room:open', { private: true, broadcast: { ack: true } }),
      member('room:open', { broadcast: { ack: true } }),
    ])
    hidden.send(say({ n: 1 }))
    open.send(say({ n: 2 }))
    await hidden.settled()
    await open.settled()
    expect(broadcasts(hidden)).toEqual([])
    expect(broadcasts(open)).toEqual([])
    for (const client of [hidden, open]) client.close()
  })
})

describe('a broadcast from the database', () => {
  it('comes once the server says that replication is up, with the id of the stored message', async () => {
    const client = await member('room:db', { private: true, ...replicating })
    await stage.sql(`select realtime.send('{"n":1}', 'change', 'room:db')`)
    const [stored] = (await stage.sql('select id from realtime.messages')).rows
    expect(await firstHeard(client)).toEqual({
      event: 'change',
      meta: { id: stored?.['id'] },
      payload: { n: 1, id: stored?.['id'] },
    })
    client.close()
  })

  it('tells of a row’s life in full, by a trigger', async () => {
    const client = await member('room:db', { private: true, ...replicating })
    await stage.sql(`insert into public.todos values (1, 'a')`)
    await stage.sql(`update public.todos set title = 'b'`)
    await stage.sql('delete from public.todos')
    await client.frame(
      frame => (heard(frame) as { event?: string } | undefined)?.event === 'DELETE',
    )
    expect(broadcasts(client)).toMatchObject([
      {
        event: 'INSERT',
        payload: {
          schema: 'public',
          table: 'todos',
          operation: 'INSERT',
          record: { id: 1, title: 'a' },
          old_record: null,
        },
      },
      { event: 'UPDATE', payload: { record: { title: 'b' }, old_record: { title: 'a' } } },
      { event: 'DELETE', payload: { record: null, old_record: { id: 1, title: 'b' } } },
    ])
    client.close()
  })

  it('may be bytes, and may be public', async () => {
    const client = await member('db', replicating)
    await stage.sql(`select realtime.send_binary('\\xdeadbeef', 'bin', 'db', false)`)
    expect(await firstHeard(client)).toMatchObject({
      event: 'bin',
      payload: Buffer.from('deadbeef', 'hex'),
    })
    client.close()
  })

  it('that is rolled back is never heard', async () => {
    const client = await member('db', replicating)
    await stage.sql(
      `begin; select realtime.send('{"n":1}', 'e', 'db', false); rollback; select realtime.send('{"n":2}', 'e', 'db', false)`,
    )
    expect(await firstHeard(client)).toMatchObject({ payload: { n: 2 } })
    client.close()
  })

  it('that fails is dropped, and the transaction around it lives', async () => {
    await stage.context.db.as({ role: 'anon', claims: {} }, {}, async db => {
      await db.query(`insert into public.todos values (7, 'kept')`)
      await db.query(`select realtime.send('{}', 'refused', 'room:open')`)
    })
    expect((await stage.sql('select from public.todos where id = 7')).rows).toHaveLength(1)
    const { rows } = await stage.sql(`select from realtime.messages where event = 'refused'`)
    expect(rows).toEqual([])
  })

  it('can be had again by who joins later, the newest ones, oldest first', async () => {
    const since = Date.now() - 1
    for (const n of [1, 2, 3]) {
      await stage.sql(`select realtime.send(jsonb_build_object('n', $1::int), 'e', 'room:r')`, [n])
    }
    const client = await connectRaw(stage)
    const broadcast = { replay: { since, limit: 2 } }
    client.send(joinFrame('room:r', { private: true, broadcast, token: await stage.token() }))
    await client.event('room:r', 'broadcast', 1)
    expect(broadcasts(client)).toMatchObject([
      { payload: { n: 2 }, meta: { replayed: true } },
      { payload: { n: 3 }, meta: { replayed: true } },
    ])
    client.close()
  })
})

describe('a broadcast over HTTP', () => {
  const post = (path: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${stage.url}/realtime/v1/api/broadcast${path}`, {
      method: 'POST',
      headers: {
        apikey: stage.context.tokens.anonKey,
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
    const authorization = `Bearer ${await stage.token()}`
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
    const off = stage.faults.add({ type: 'realtime-off' })
    const { status } = await post('', messages('x', false))
    stage.faults.remove(off)
    expect(status).toBe(503)
  })
})

describe('presence', () => {
  const track = (ref: string, payload: unknown): readonly unknown[] => [
    '1',
    ref,
    'realtime:p',
    'presence',
    { type: 'presence', event: 'track', payload },
  ]

  it('tells everyone who is there, who comes, changes and goes', async () => {
    const a = await member('p', { presence: { key: 'alice', enabled: true } })
    expect((await a.event('p', 'presence_state'))[4]).toEqual({})
    a.send(track('2', { st: 1 }))
    const joined = await a.event('p', 'presence_diff')
    expect(joined[4]).toEqual({
      joins: { alice: { metas: [{ phx_ref: expect.any(String), st: 1 }] } },
      leaves: {},
    })
    const b = await member('p', { presence: { key: 'bob', enabled: true } })
    expect((await b.event('p', 'presence_state'))[4]).toMatchObject({
      alice: { metas: [{ st: 1 }] },
    })
    a.send(track('3', { st: 2 }))
    expect((await b.event('p', 'presence_diff'))[4]).toMatchObject({
      joins: { alice: { metas: [{ phx_ref_prev: expect.any(String), st: 2 }] } },
      leaves: { alice: { metas: [{ st: 1 }] } },
    })
    a.close()
    expect((await b.event('p', 'presence_diff', 1))[4]).toMatchObject({
      joins: {},
      leaves: { alice: { metas: [{ st: 2 }] } },
    })
    b.close()
  })

  it('takes nothing but an object', async () => {
    const a = await member('p')
    a.send(track('2', 'text'))
    expect((await a.event('p', 'phx_reply', 1))[4]).toMatchObject({ status: 'error' })
    a.close()
  })
})
