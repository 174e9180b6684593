import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectRaw, joinFrame } from './testing/raw-client.ts'
import { openStage, type Stage } from './testing/stage.ts'
import type { SocketEvent } from './watch.ts'

let stage: Stage
const changes = [{ event: '*', schema: 'public', table: 'notes' }]
const alice = '11111111-1111-1111-1111-111111111111'
const bob = '22222222-2222-2222-2222-222222222222'

beforeAll(async () => {
  stage = await openStage()
  await stage.sql(`
    create table public.notes (id int primary key, owner uuid not null);
    alter table public.notes enable row level security;
    create policy own on public.notes for select to authenticated using (owner = auth.uid());
    create policy rooms on realtime.messages for select to authenticated
      using (realtime.topic() = auth.uid()::text);
    alter publication supabase_realtime add table public.notes;`)
})
afterAll(() => stage.close())

const seconds = (): number => Math.floor(stage.context.now() / 1000)

describe('a join is refused', () => {
  it.each([
    [
      'with a token that has expired',
      async () => stage.token({ exp: seconds() - 10 }),
      /^InvalidJWTToken: Token has expired 1[01] seconds ago$/,
    ],
    [
      'with a token signed by someone else',
      async () => `${(await stage.token()).slice(0, -4)}AAAA`,
      /^JwtSignatureError: Failed to validate JWT signature$/,
    ],
    [
      'with what is no token',
      async () => 'abc',
      /^MalformedJWT: The token provided is not a valid JWT$/,
    ],
    [
      'with a token without role',
      async () => stage.context.tokens.sign({ exp: seconds() + 60 }),
      /^InvalidJWTToken: Fields `role` and `exp` are required in JWT$/,
    ],
    [
      'with a token without end',
      async () => stage.context.tokens.sign({ role: 'authenticated' }),
      /^InvalidJWTToken: Fields `role` and `exp` are required in JWT$/,
    ],
    [
      'with a token without algorithm',
      async () => {
        const [, claims] = (await stage.token()).split('.')
        const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
        return `${header}.${claims}.`
      },
      /^(JwtSignatureError|MalformedJWT): /,
    ],
  ])('%s', async (_, token, reason) => {
    const client = await connectRaw(stage)
    client.send(joinFrame('a', { token: await token() }))
    expect((await client.event('a', 'phx_reply'))[4]).toEqual({
      status: 'error',
      response: { reason: expect.stringMatching(reason) },
    })
    client.close()
  })

  it('late, and what is said to its socket meanwhile comes after', async () => {
    let refusing = (): void => undefined
    const refused = new Promise<void>(resolve => {
      refusing = resolve
    })
    const onSocket = ({ event }: SocketEvent): void => {
      if (event === 'refuse-join') refusing()
    }
    const slow = await openStage({ joinErrorDelayMs: 200 }, { onSocket })
    const [client, other] = [await connectRaw(slow), await connectRaw(slow)]
    for (const each of [client, other]) each.send(joinFrame('a', { broadcast: { ack: true } }))
    await Promise.all([client.event('a', 'phx_reply'), other.event('a', 'phx_reply')])
    client.send(joinFrame('bad', { token: 'abc' }))
    await refused
    const message = { type: 'broadcast', event: 'e', payload: {} }
    other.send(['1', '2', 'realtime:a', 'broadcast', message])
    await other.event('a', 'phx_reply', 1)
    await client.event('a', 'broadcast')
    const events = client.frames.map(frame => (frame as unknown[]).slice(2, 4))
    expect(events.slice(1)).toEqual([
      ['realtime:bad', 'phx_reply'],
      ['realtime:a', 'broadcast'],
    ])
    await slow.close()
  })

  it('late, and the whole socket stands still meanwhile', async () => {
    const slow = await openStage({ joinErrorDelayMs: 100 })
    const client = await connectRaw(slow)
    client.send(joinFrame('bad', { token: 'abc' }))
    client.send([null, 'h', 'phoenix', 'heartbeat', {}])
    await client.frame(frame => Array.isArray(frame) && frame[1] === 'h')
    expect(client.frames.map(frame => (frame as unknown[])[2])).toEqual(['realtime:bad', 'phoenix'])
    await slow.close()
  })
})

describe('a join without a token of its own', () => {
  it.each([
    ['none', {}],
    ['an opaque one', { access_token: 'sb_publishable_x' }],
    ['null', { access_token: null }],
  ])('(%s) is of who the key in the address is', async (_, token) => {
    const apikey = await stage.token({ sub: alice })
    const client = await connectRaw(stage, { apikey })
    const config = { postgres_changes: changes, private: true }
    client.send(['1', '1', `realtime:${alice}`, 'phx_join', { config, ...token }])
    expect((await client.event(alice, 'phx_reply'))[4]).toMatchObject({ status: 'ok' })
    client.close()
  })

  it('may name its token as the first clients did', async () => {
    const client = await connectRaw(stage)
    const payload = { config: { private: true }, user_token: await stage.token({ sub: alice }) }
    client.send(['1', '1', `realtime:${alice}`, 'phx_join', payload])
    expect((await client.event(alice, 'phx_reply'))[4]).toMatchObject({ status: 'ok' })
    client.close()
  })
})

describe('a role that a token may not ask for', () => {
  it('is served nothing, and told so after the join', async () => {
    const client = await connectRaw(stage)
    const token = await stage.token({ role: 'postgres' })
    client.send(joinFrame('a', { token, postgres_changes: changes }))
    expect((await client.event('a', 'phx_reply'))[4]).toMatchObject({ status: 'ok' })
    expect((await client.event('a', 'system'))[4]).toMatchObject({
      status: 'error',
      message: expect.stringContaining('permission denied to set role "postgres"'),
    })
    client.send(joinFrame(alice, { token, private: true }))
    expect((await client.event(alice, 'phx_reply'))[4]).toMatchObject({ status: 'error' })
    client.close()
  })
})

describe('a token pushed to a channel', () => {
  it('of another user changes whose rows come, and is answered by a second system ok', async () => {
    const client = await connectRaw(stage)
    client.send(
      joinFrame('a', { token: await stage.token({ sub: alice }), postgres_changes: changes }),
    )
    await client.event('a', 'system')
    const token = await stage.token({ sub: bob })
    client.send(['1', '2', 'realtime:a', 'access_token', { access_token: token }])
    await client.event('a', 'system', 1)
    await stage.sql('insert into public.notes values (1, $1), (2, $2)', [alice, bob])
    const change = await client.event('a', 'postgres_changes')
    expect(change[4]).toMatchObject({ data: { record: { id: 2, owner: bob } } })
    client.close()
  })

  it('that is the same, null, opaque or missing changes nothing', async () => {
    const client = await connectRaw(stage)
    const token = await stage.token({ sub: alice })
    client.send(joinFrame('a', { token, postgres_changes: changes }))
    await client.event('a', 'system')
    for (const payload of [{ access_token: token }, { access_token: null }, {}]) {
      client.send(['1', '2', 'realtime:a', 'access_token', payload])
    }
    client.send(['1', '2', 'realtime:a', 'access_token', { access_token: 'sb_publishable_x' }])
    client.send([null, 'h', 'phoenix', 'heartbeat', {}])
    await client.frame(frame => Array.isArray(frame) && frame[1] === 'h')
    expect(client.frames.map(frame => (frame as unknown[])[3])).toEqual([
      'phx_reply',
      'system',
      'phx_reply',
    ])
    client.close()
  })

  it.each([
    ['not a jwt', async () => 'not a jwt', 'The token provided is not a valid JWT'],
    ['empty', async () => '', 'The token provided is not a valid JWT'],
    [
      'expired',
      () => stage.token({ exp: seconds() - 10 }),
      expect.stringMatching(/^Token has expired 1[01] seconds ago$/),
    ],
    ['wrongly signed', async () => `${(await stage.token()).slice(0, -4)}AAAA`, ':signature_error'],
    [
      'without role',
      () => stage.context.tokens.sign({ exp: seconds() + 60 }),
      'Fields `role` and `exp` are required in JWT',
    ],
  ])('that is bad (%s) ends that channel and no other', async (_, token, message) => {
    const client = await connectRaw(stage)
    client.send(joinFrame('a'))
    client.send(joinFrame('b', { ref: '2' }))
    client.send(['1', '3', 'realtime:a', 'access_token', { access_token: await token() }])
    await client.event('a', 'phx_close')
    expect((await client.event('a', 'system'))[4]).toEqual({
      message,
      status: 'error',
      extension: 'system',
      channel: 'a',
    })
    client.send(['2', '4', 'realtime:b', 'phx_leave', {}])
    await client.event('b', 'phx_close')
    client.close()
  })

  it('that may no longer read a private topic ends the channel', async () => {
    const client = await connectRaw(stage)
    client.send(joinFrame(alice, { private: true, token: await stage.token({ sub: alice }) }))
    expect((await client.event(alice, 'phx_reply'))[4]).toMatchObject({ status: 'ok' })
    const token = await stage.token({ sub: bob })
    client.send(['1', '2', `realtime:${alice}`, 'access_token', { access_token: token }])
    expect((await client.event(alice, 'system'))[4]).toMatchObject({
      message: `You no longer have permission to read from this Channel topic: ${alice}`,
    })
    await client.event(alice, 'phx_close')
    client.close()
  })
})

describe('a token that expires while its channel is joined', () => {
  it('ends nothing when a newer one was pushed in time', async () => {
    const own = await openStage()
    const client = await connectRaw(own)
    const exp = Math.floor(own.context.now() / 1000) + 600
    client.send(joinFrame('renewed', { ref: '1', token: await own.token({ exp }) }))
    client.send(joinFrame('short', { ref: '2', token: await own.token({ exp }) }))
    const token = await own.token({ exp: exp + 3600 })
    client.send(['1', '3', 'realtime:renewed', 'access_token', { access_token: token }])
    await client.settled()
    own.advance(601_000)
    await client.event('short', 'phx_close')
    client.send(['1', '4', 'realtime:renewed', 'phx_leave', {}])
    expect((await client.event('renewed', 'phx_reply', 1))[4]).toMatchObject({ status: 'ok' })
    expect(client.frames.filter(frame => (frame as unknown[])[3] === 'system')).toHaveLength(1)
    await own.close()
  })

  it('ends the channel, not the socket nor the channels of other tokens', async () => {
    const own = await openStage()
    const client = await connectRaw(own)
    const exp = Math.floor(own.context.now() / 1000) + 600
    client.send(joinFrame('short', { ref: '1', token: await own.token({ exp }) }))
    client.send(joinFrame('long', { ref: '2', token: await own.token({ exp: exp + 3600 }) }))
    await client.event('long', 'phx_reply')
    own.advance(601_000)
    expect((await client.event('short', 'system'))[4]).toMatchObject({
      message: expect.stringMatching(/^Token has expired \d seconds ago$/),
      extension: 'system',
    })
    expect(await client.event('short', 'phx_close')).toEqual([
      '1',
      '1',
      'realtime:short',
      'phx_close',
      {},
    ])
    client.send(['2', '3', 'realtime:long', 'phx_leave', {}])
    await client.event('long', 'phx_close')
    await own.close()
  })
})
