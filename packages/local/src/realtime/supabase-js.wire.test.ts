import {
  createClient,
  type RealtimeChannel,
  type RealtimePostgresChangesPayload,
  type SupabaseClient,
} from '@supabase/supabase-js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { openStage, type Stage } from './testing/stage.ts'

const alice = '11111111-1111-1111-1111-111111111111'
const bob = '22222222-2222-2222-2222-222222222222'
type Row = Readonly<Record<string, unknown>>
type Change = RealtimePostgresChangesPayload<Row>

let stage: Stage
const clients: SupabaseClient[] = []
beforeAll(async () => {
  stage = await openStage()
  await stage.sql(`
    create table public.notes (id int primary key, owner uuid not null, body text);
    alter table public.notes enable row level security;
    create policy own on public.notes for select to authenticated using (owner = auth.uid());
    create policy rooms on realtime.messages for select to authenticated
      using (realtime.topic() = 'room:' || auth.uid());
    alter publication supabase_realtime add table public.notes;`)
})
afterAll(async () => {
  await Promise.all(clients.map(client => client.removeAllChannels()))
  await stage.close()
})

/** An unmodified supabase-js client, signed in as a user. */
async function client(user: string, claims: Row = {}, on: Stage = stage): Promise<SupabaseClient> {
  const token = await on.token({ sub: user, ...claims })
  const made = createClient(on.url, on.context.tokens.anonKey, {
    accessToken: async () => token,
    // Node 20 has no websocket of its own.
    realtime: { transport: WebSocket as never, reconnectAfterMs: () => 10 },
  })
  clients.push(made)
  return made
}

interface Heard {
  readonly statuses: string[]
  readonly changes: Change[]
  readonly systems: string[]
}

/** Subscribes a channel to the notes, and waits until changes flow. */
async function follow(supabase: SupabaseClient, topic = 'notes'): Promise<Heard> {
  const heard: Heard = { statuses: [], changes: [], systems: [] }
  supabase
    .channel(topic)
    .on<Row>('postgres_changes', { event: '*', schema: 'public', table: 'notes' }, change => {
      heard.changes.push(change)
    })
    .on('system', {}, ({ message }: { message: string }) => heard.systems.push(message))
    .subscribe(status => heard.statuses.push(status))
  await expect.poll(() => heard.systems, { timeout: 10_000 }).toContain('Subscribed to PostgreSQL')
  return heard
}

function settle(channel: RealtimeChannel): Promise<readonly [string, string | undefined]> {
  return new Promise(resolve => {
    channel.subscribe((status, error) => resolve([status, error?.message]))
  })
}

it('tells two users of their own rows, and both of every deletion', async () => {
  const [a, b] = await Promise.all([
    client(alice).then(each => follow(each)),
    client(bob).then(each => follow(each)),
  ])
  // A row that is gone before it is looked at is not told, so each step is waited for.
  const hears = (heard: Heard, count: number): Promise<void> =>
    expect.poll(() => heard.changes.length, { timeout: 10_000 }).toBe(count)
  await stage.sql('insert into public.notes values (1, $1, $3), (2, $2, $3)', [alice, bob, 'x'])
  await Promise.all([hears(a, 1), hears(b, 1)])
  await stage.sql(`update public.notes set body = 'y' where id = 1`)
  await hears(a, 2)
  for (const id of [1, 2]) await stage.sql('delete from public.notes where id = $1', [id])
  await Promise.all([hears(a, 4), hears(b, 3)])
  expect(a.changes).toMatchObject([
    { eventType: 'INSERT', new: { id: 1, owner: alice, body: 'x' }, old: {} },
    { eventType: 'UPDATE', new: { id: 1, body: 'y' }, old: { id: 1 } },
    { eventType: 'DELETE', new: {}, old: { id: 1 } },
    { eventType: 'DELETE', old: { id: 2 } },
  ])
  expect(b.changes.map(({ eventType }) => eventType)).toEqual(['INSERT', 'DELETE', 'DELETE'])
})

it('carries broadcasts and presence between two clients', async () => {
  const [a, b] = await Promise.all([client(alice), client(bob)])
  const received: unknown[] = []
  const listening = b.channel('lobby').on('broadcast', { event: 'hi' }, each => received.push(each))
  const speaking = a.channel('lobby', {
    config: { broadcast: { ack: true }, presence: { key: 'a' } },
  })
  const keys = (): readonly string[] => Object.keys(listening.presenceState())
  listening.on('presence', { event: 'sync' }, keys)
  expect(await Promise.all([settle(listening), settle(speaking)])).toEqual([
    ['SUBSCRIBED', undefined],
    ['SUBSCRIBED', undefined],
  ])
  expect(await speaking.send({ type: 'broadcast', event: 'hi', payload: { n: 1 } })).toBe('ok')
  await expect.poll(() => received).toEqual([{ type: 'broadcast', event: 'hi', payload: { n: 1 } }])
  expect(await speaking.track({ at: 'home' })).toBe('ok')
  await expect.poll(keys).toEqual(['a'])
  const sent = await speaking.httpSend('hi', { n: 2 })
  expect(sent).toMatchObject({ success: true })
  await expect.poll(() => received).toMatchObject([{}, { payload: { n: 2 } }])
})

it('lets a user into their own private topic only, where the database speaks to them', async () => {
  const supabase = await client(alice)
  const received: unknown[] = []
  const own = supabase
    .channel(`room:${alice}`, { config: { private: true } })
    .on('broadcast', { event: 'change' }, each => received.push(each))
  const foreign = supabase.channel(`room:${bob}`, { config: { private: true } })
  const systems: string[] = []
  own.on('system', {}, ({ message }: { message: string }) => systems.push(message))
  expect(await settle(own)).toEqual(['SUBSCRIBED', undefined])
  expect(await settle(foreign)).toEqual([
    'CHANNEL_ERROR',
    `Unauthorized: You do not have permissions to read from this Channel topic: room:${bob}`,
  ])
  await supabase.removeChannel(foreign)
  await follow(supabase, 'ready')
  await stage.sql(`select realtime.send('{"n":1}', 'change', $1)`, [`room:${alice}`])
  await expect
    .poll(() => received, { timeout: 10_000 })
    .toMatchObject([
      { type: 'broadcast', event: 'change', payload: { n: 1 }, meta: { id: expect.any(String) } },
    ])
})

it('closes the channel of a token that expires, for good', async () => {
  const own = await openStage()
  await own.sql(`create table public.notes (id int primary key);
    alter publication supabase_realtime add table public.notes`)
  const exp = Math.floor(own.context.now() / 1000) + 600
  const supabase = await client(alice, { exp }, own)
  const heard = await follow(supabase)
  own.advance(601_000)
  await expect.poll(() => heard.statuses, { timeout: 10_000 }).toEqual(['SUBSCRIBED', 'CLOSED'])
  expect(heard.systems.at(-1)).toMatch(/^Token has expired \d seconds ago$/)
  expect(supabase.getChannels()).toEqual([])
  await own.close()
})

it('is joined again by the client after its socket was cut, and misses only the gap', async () => {
  const heard = await follow(await client(alice))
  stage.realtime.dropSockets({ code: 1006 })
  await expect
    .poll(() => heard.systems.filter(message => message === 'Subscribed to PostgreSQL').length, {
      timeout: 15_000,
    })
    .toBe(2)
  expect(heard.statuses).toEqual(['SUBSCRIBED', 'CHANNEL_ERROR', 'SUBSCRIBED'])
  await stage.sql('insert into public.notes values (100, $1)', [alice])
  await expect.poll(() => heard.changes, { timeout: 10_000 }).toMatchObject([{ new: { id: 100 } }])
})

it('says SUBSCRIBED to a channel it cannot serve, and why it cannot afterwards', async () => {
  const supabase = await client(alice)
  const systems: string[] = []
  const channel = supabase
    .channel('bad')
    .on('postgres_changes', { event: '*', schema: 'public', table: 'nope' }, () => undefined)
    .on('system', {}, ({ message }: { message: string }) => systems.push(message))
  expect(await settle(channel)).toEqual(['SUBSCRIBED', undefined])
  await expect.poll(() => systems).toEqual([expect.stringContaining('table: nope')])
})
