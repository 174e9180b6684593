import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { connectRaw, joinFrame, type RawClient } from './testing/raw-client.ts'
import { openStage, type Stage } from './testing/stage.ts'

let stage: Stage
const clients: RawClient[] = []
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
})
afterAll(() => stage.close())

async function member(presence: object, topic = 'p'): Promise<RawClient> {
  const client = await connectRaw(stage)
  clients.push(client)
  client.send(joinFrame(topic, { presence }))
  await client.event(topic, 'phx_reply')
  await client.settled()
  return client
}

const call = (ref: string, event: unknown, payload?: unknown): readonly unknown[] => [
  '1',
  ref,
  'realtime:p',
  'presence',
  { type: 'presence', event, ...(payload === undefined ? {} : { payload }) },
]

/** The frames of presence and the replies to calls of it, in order. */
const story = (client: RawClient): (readonly [unknown, unknown])[] =>
  client.frames
    .map(frame => frame as readonly unknown[])
    .filter(([, ref, topic]) => topic === 'realtime:p' && ref !== '1')
    .map(([, ref, , event, payload]) => [event === 'phx_reply' ? ref : event, payload] as const)

const ok = { status: 'ok', response: {} }
const refused = { status: 'error', response: {} }
const meta = (fields: object): object => ({ metas: [{ phx_ref: expect.any(String), ...fields }] })

it('answers who tracks before anybody is told, and who untracks after', async () => {
  const client = await member({ key: 'a', enabled: true })
  client.send(call('t', 'track', { n: 1 }))
  client.send(call('u', 'untrack'))
  await client.settled()
  expect(story(client)).toEqual([
    ['presence_state', {}],
    ['t', ok],
    ['presence_diff', { joins: { a: meta({ n: 1 }) }, leaves: {} }],
    ['presence_diff', { joins: {}, leaves: { a: meta({ n: 1 }) } }],
    ['u', ok],
  ])
})

it('says nothing new of who shows the same again, or hides twice', async () => {
  const client = await member({ key: 'a', enabled: true })
  client.send(call('1a', 'track', { n: 1 }))
  client.send(call('2a', 'TRACK', { n: 1 }))
  client.send(call('3a', 'untrack'))
  client.send(call('4a', 'untrack'))
  await client.settled()
  expect(story(client).map(([name]) => name)).toEqual([
    'presence_state',
    '1a',
    'presence_diff',
    '2a',
    'presence_diff',
    '3a',
    '4a',
  ])
})

it('agrees to a call without an event, and not to one it does not know', async () => {
  const client = await member({ key: 'a', enabled: false })
  client.send(call('none', undefined))
  client.send(call('what', 'wave'))
  client.send(call('text', 'track', 'text'))
  client.send(call('empty', 'track'))
  await client.settled()
  expect(story(client)).toEqual([
    ['none', ok],
    ['what', refused],
    ['text', { status: 'error', response: { reason: 'Presence track payload must be a map' } }],
    ['empty', ok],
    ['presence_diff', { joins: { a: meta({}) }, leaves: {} }],
  ])
})

it('shows two sockets of one key side by side, and the other one stays when one goes', async () => {
  const [one, two] = [await member({ key: 7, enabled: true }), await member({ key: '7' })]
  one.send(call('t', 'track', { at: 'desk' }))
  await two.event('p', 'presence_diff')
  two.send(call('t', 'track', { at: 'phone' }))
  await one.event('p', 'presence_diff', 1)
  const third = await member({ enabled: true })
  expect((await third.event('p', 'presence_state'))[4]).toEqual({
    7: {
      metas: [
        { phx_ref: expect.any(String), at: 'desk' },
        { phx_ref: expect.any(String), at: 'phone' },
      ],
    },
  })
  one.close()
  expect((await third.event('p', 'presence_diff'))[4]).toEqual({
    joins: {},
    leaves: { 7: meta({ at: 'desk' }) },
  })
  const fourth = await member({ enabled: true })
  expect((await fourth.event('p', 'presence_state'))[4]).toEqual({ 7: meta({ at: 'phone' }) })
})

it('makes up a key for who names none, and forgets who leaves or joins anew', async () => {
  const client = await member({ key: '', enabled: true })
  client.send(call('t', 'track', { n: 1 }))
  const { joins } = (await client.event('p', 'presence_diff'))[4] as { joins: object }
  expect(Object.keys(joins)).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)])
  client.send(joinFrame('p', { ref: '2', presence: { enabled: true } }))
  expect((await client.event('p', 'presence_state', 1))[4]).toEqual({})
})

it('is told in 1.0.0 as objects', async () => {
  const old = await connectRaw(stage, { vsn: '1.0.0' })
  clients.push(old)
  const [, , topic, event, payload] = joinFrame('p', { presence: { enabled: true } })
  old.send({ topic, event, payload, ref: '1', join_ref: '1' })
  await old.settled()
  const client = await member({ key: 'a', enabled: true })
  client.send(call('t', 'track', { n: 1 }))
  await old.frame(frame => (frame as { event?: string }).event === 'presence_diff')
  expect(old.frames.slice(1)).toMatchObject([
    { ref: null, event: 'presence_state', topic: 'realtime:p', payload: {} },
    { ref: 'settled-1' },
    { ref: null, event: 'presence_diff', payload: { joins: { a: meta({ n: 1 }) }, leaves: {} } },
  ])
})

it('tells everyone who is there, who comes, changes and goes', async () => {
  const a = await member({ key: 'alice', enabled: true })
  expect((await a.event('p', 'presence_state'))[4]).toEqual({})
  a.send(call('2', 'track', { st: 1 }))
  const joined = await a.event('p', 'presence_diff')
  expect(joined[4]).toEqual({
    joins: { alice: { metas: [{ phx_ref: expect.any(String), st: 1 }] } },
    leaves: {},
  })
  const b = await member({ key: 'bob', enabled: true })
  expect((await b.event('p', 'presence_state'))[4]).toMatchObject({
    alice: { metas: [{ st: 1 }] },
  })
  a.send(call('3', 'track', { st: 2 }))
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
  const a = await member({ key: '', enabled: false })
  a.send(call('2', 'track', 'text'))
  expect((await a.event('p', 'phx_reply', 1))[4]).toMatchObject({ status: 'error' })
  a.close()
})
