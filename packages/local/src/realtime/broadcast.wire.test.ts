import { describe, expect, it } from 'vitest'
import { eventOf, firstHeard, prepareBroadcasts, replicating } from './testing/broadcast-stage.ts'
import { broadcasts, heard } from './testing/heard.ts'
import { connectRaw, joinFrame } from './testing/raw-client.ts'

const on = prepareBroadcasts()
const { member } = on

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
      connectRaw(on.stage),
      connectRaw(on.stage),
      connectRaw(on.stage),
    ])
    const token = await on.stage.token()
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
    expect((await on.stage.sql('select from realtime.messages')).rows).toEqual([])
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
    await on.stage.sql(`select realtime.send('{"n":1}', 'change', 'room:db')`)
    const [stored] = (await on.stage.sql('select id from realtime.messages')).rows
    expect(await firstHeard(client)).toEqual({
      event: 'change',
      meta: { id: stored?.['id'] },
      payload: { n: 1, id: stored?.['id'] },
    })
    client.close()
  })

  it('tells of a row’s life in full, by a trigger', async () => {
    const client = await member('room:db', { private: true, ...replicating })
    await on.stage.sql(`insert into public.todos values (1, 'a')`)
    await on.stage.sql(`update public.todos set title = 'b'`)
    await on.stage.sql('delete from public.todos')
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
    await on.stage.sql(`select realtime.send_binary('\\xdeadbeef', 'bin', 'db', false)`)
    expect(await firstHeard(client)).toMatchObject({
      event: 'bin',
      payload: Buffer.from('deadbeef', 'hex'),
    })
    client.close()
  })

  it('that is rolled back is never heard', async () => {
    const client = await member('db', replicating)
    await on.stage.sql(
      `begin; select realtime.send('{"n":1}', 'e', 'db', false); rollback; select realtime.send('{"n":2}', 'e', 'db', false)`,
    )
    expect(await firstHeard(client)).toMatchObject({ payload: { n: 2 } })
    client.close()
  })

  it('that fails is dropped, and the transaction around it lives', async () => {
    await on.stage.context.db.as({ role: 'anon', claims: {} }, {}, async db => {
      await db.query(`insert into public.todos values (7, 'kept')`)
      await db.query(`select realtime.send('{}', 'refused', 'room:open')`)
    })
    expect((await on.stage.sql('select from public.todos where id = 7')).rows).toHaveLength(1)
    const { rows } = await on.stage.sql(`select from realtime.messages where event = 'refused'`)
    expect(rows).toEqual([])
  })

  it('can be had again by who joins later, the newest ones, oldest first', async () => {
    const since = Date.now() - 1
    for (const n of [1, 2, 3]) {
      await on.stage.sql(`select realtime.send(jsonb_build_object('n', $1::int), 'e', 'room:r')`, [
        n,
      ])
    }
    const client = await connectRaw(on.stage)
    const broadcast = { replay: { since, limit: 2 } }
    client.send(joinFrame('room:r', { private: true, broadcast, token: await on.stage.token() }))
    await client.event('room:r', 'broadcast', 1)
    expect(broadcasts(client)).toMatchObject([
      { payload: { n: 2 }, meta: { replayed: true } },
      { payload: { n: 3 }, meta: { replayed: true } },
    ])
    client.close()
  })
})
