import { expect, test } from 'vitest'
import {
  causes,
  count,
  joinsOf,
  soon,
  status,
  story,
  prepareStage,
  type App,
} from '../test/stage.ts'

const stage = prepareStage()

/** How many events of the server were heard. */
const heard = ({ trace }: App): number =>
  trace.entries().filter(({ what }) => what === 'event').length

/** A new token. Within one second of the old one it would be the same. */
async function refresh(app: App): Promise<void> {
  stage.skip(1_000)
  await app.client.auth.refreshSession()
}

/** Joins to private topics are decided on this slowly. */
const joinsTake = (seconds: number) =>
  stage.backend.sql(
    `alter policy listen on realtime.messages using (pg_sleep(${seconds})::text = '' and realtime.topic() = 'list:mine')`,
  )

test('C1: it is live once the database subscription is proved, and a change is then shown', async () => {
  const app = await stage.open()
  await soon(() => status(app)).toBe('live')
  await app.insert('one')
  await soon(app.titles).toEqual(['one'])
  expect(story(app)).toEqual(['joining', 'live'])
})

test('two people see their own rows only', async () => {
  const [ann, ben] = [await stage.open(), await stage.open()]
  await soon(() => [status(ann), status(ben)]).toEqual(['live', 'live'])
  await ann.insert('of ann')
  await ben.insert('of ben')
  await soon(ann.titles).toEqual(['of ann'])
  await soon(ben.titles).toEqual(['of ben'])
  await soon(() => [heard(ann), heard(ben)]).toEqual([1, 1])
})

test('C3, C4: a cut connection is noticed at once; what was missed is shown on the return to live', async () => {
  const app = await stage.open()
  const { data } = await app.client.auth.getUser()
  await soon(() => status(app)).toBe('live')
  await app.insert('seen')
  await soon(app.titles).toEqual(['seen'])
  await soon(() => heard(app)).toBe(1)

  // Nothing can be read until the moment of the return, so it is not polling that shows the row.
  stage.backend.faults.set({ realtime: 'off', rest: { status: 503 } })
  app.realtime.state.subscribe(() => {
    if (status(app) === 'live') stage.backend.faults.set({ rest: null })
  })
  await soon(() => causes(app)).toEqual(['socket-closed'])
  await stage.backend.sql(`insert into rows (owner, list, title) values ($1, 'mine', 'missed')`, [
    data.user?.id,
  ])
  stage.backend.faults.set({ realtime: 'on' })

  await soon(app.titles).toEqual(['missed', 'seen'])
  expect(story(app)).toEqual(['joining', 'live', 'rejoining', 'joining', 'live'])
  // Nor an event: the server does not repeat what was missed.
  expect(heard(app)).toBe(1)
  const told = app.trace.entries().map(({ what }) => what)
  expect(told.slice(told.lastIndexOf('live'))).toContain('catch-up')
})

test('P1: while realtime is off, a new row is shown by polling', async () => {
  stage.backend.faults.set({ realtime: 'off' })
  const app = await stage.open()
  await soon(() => app.trace.entries().some(({ what }) => what === 'poll')).toBe(true)
  await app.insert('polled')
  await soon(app.titles).toEqual(['polled'])
  expect(status(app)).not.toBe('live')
})

test('a restarting server is named as such, and the client’s own rejoin is enough', async () => {
  const app = await stage.open()
  await soon(() => status(app)).toBe('live')
  stage.backend.faults.dropSockets({ code: 1012 })
  await soon(() => causes(app)).toContain('server-restarting')
  await soon(() => status(app)).toBe('live')
  expect(story(app)).toEqual(['joining', 'live', 'rejoining', 'joining', 'live'])
})

test('a topic that the policies refuse is not tried over and over', async () => {
  const app = await stage.open({ topic: 'list:of-somebody-else' })
  await soon(() => app.realtime.state.current.cause?.code).toBe('unauthorized')
  expect(status(app)).toBe('polling')
  expect(story(app)).toEqual(['joining', 'waiting'])
})

test('a table that is not published is named as the reason, and polling carries on', async () => {
  await stage.backend.sql('alter publication supabase_realtime drop table rows')
  const app = await stage.open()
  await soon(() => app.realtime.state.current.cause?.code).toBe('misconfigured')
  expect(app.realtime.state.current.cause?.message).toContain('supabase_realtime')
  await app.insert('polled')
  await soon(app.titles).toEqual(['polled'])
})

test('A4: a sign-out leaves no channel behind', async () => {
  const app = await stage.open()
  await soon(() => status(app)).toBe('live')
  await app.client.auth.signOut()
  await soon(() => status(app)).toBe('waiting-auth')
  expect(app.client.getChannels()).toEqual([])
})

test('A3: a refreshed token keeps the channel', async () => {
  const app = await stage.open()
  await soon(() => status(app)).toBe('live')
  await refresh(app)
  await app.insert('after')
  await soon(app.titles).toEqual(['after'])
  expect(story(app)).toEqual(['joining', 'live'])
})

test('A3: after a refresh the client’s own rejoin is enough', async () => {
  const app = await stage.open()
  await soon(() => status(app)).toBe('live')
  await refresh(app)
  await soon(() => count(app, 'push realtime:list:mine access_token')).toBe(1)
  stage.backend.faults.dropSockets({ code: 1006 })
  await soon(() => story(app)).toEqual(['joining', 'live', 'rejoining', 'joining', 'live'])
  await app.insert('after')
  await soon(app.titles).toEqual(['after'])
  expect(causes(app)).not.toContain('token-changed')
  expect(joinsOf(app)).toBe(2)
})

test('A3: so it is after a refresh while the connection was cut', async () => {
  const app = await stage.open()
  await soon(() => status(app)).toBe('live')
  stage.backend.faults.set({ realtime: 'off' })
  await soon(() => causes(app)).toEqual(['socket-closed'])
  await refresh(app)
  stage.backend.faults.set({ realtime: 'on' })
  await soon(() => status(app)).toBe('live')
  await app.insert('after')
  await soon(app.titles).toEqual(['after'])
  expect(causes(app)).not.toContain('token-changed')
  expect(joinsOf(app)).toBe(2)
})

test('A2: a token that comes while the channel joins reaches it', async () => {
  await joinsTake(1)
  const app = await stage.open()
  await soon(() => joinsOf(app)).toBe(1)
  await refresh(app)
  await soon(() => status(app)).toBe('live')
  expect(causes(app)).toEqual(['token-changed'])
  expect(joinsOf(app)).toBe(2)
})

test('A2: a join that is cut off is made again with the token of that moment', async () => {
  await joinsTake(1)
  const app = await stage.open()
  await soon(() => joinsOf(app)).toBe(1)
  await refresh(app)
  stage.backend.faults.dropSockets({ code: 1006 })
  await joinsTake(0)
  await soon(() => status(app)).toBe('live')
  await app.insert('after')
  await soon(app.titles).toEqual(['after'])
  expect(causes(app)).not.toContain('token-changed')
  expect(joinsOf(app)).toBe(2)
})

test('a channel whose token expires comes back with the next token', async () => {
  const app = await stage.open()
  await soon(() => status(app)).toBe('live')
  stage.skip(3_600_000)
  await soon(() => joinsOf(app)).toBeGreaterThan(1)
  await soon(() => status(app)).toBe('polling')
  expect(new Set(causes(app))).toEqual(new Set(['token-expired']))
  await refresh(app)
  await soon(() => status(app)).toBe('live')
  await app.insert('after')
  await soon(app.titles).toEqual(['after'])
})

test('a channel that the server closes unasked is replaced', async () => {
  const app = await stage.open()
  await soon(() => status(app)).toBe('live')
  const { data } = await app.client.auth.getSession()
  // Of two joins to one topic on one socket the server ends the first.
  app.client.realtime.push({
    topic: 'realtime:list:mine',
    event: 'phx_join',
    payload: { config: { private: true }, access_token: data.session?.access_token },
    ref: 'another',
    join_ref: 'another',
  })
  await soon(() => story(app)).toEqual(['joining', 'live', 'waiting', 'joining', 'live'])
  expect(causes(app)).toEqual(['channel-closed', 'channel-closed'])
  expect(app.client.getChannels()).toHaveLength(1)
  await app.insert('after')
  await soon(app.titles).toEqual(['after'])
  await soon(() => heard(app)).toBe(1)
})

test('C9: an answer that comes after the join was given up changes nothing', async () => {
  await joinsTake(1.5)
  const app = await stage.open({ timeout: 500 })
  await soon(() => causes(app)).toContain('timed-out')
  await joinsTake(0)
  await soon(() => status(app)).toBe('live')
  const first = (start: string) => app.frames.findIndex(frame => frame.startsWith(start))
  expect(first('push realtime:list:mine phx_leave')).toBeGreaterThan(-1)
  expect(first('receive ok realtime:list:mine phx_reply')).toBeGreaterThan(
    first('push realtime:list:mine phx_leave'),
  )
  expect(app.client.getChannels()).toHaveLength(1)
  await app.insert('once')
  await soon(app.titles).toEqual(['once'])
  await soon(() => heard(app)).toBe(1)
})

test('a broadcast of the database on the same channel is heard', async () => {
  const app = await stage.open()
  await soon(() => status(app)).toBe('live')
  await stage.backend.sql(`select realtime.send('{"id":1}', 'ping', 'list:mine', true)`)
  await soon(() => app.trace.entries().some(({ what }) => what === 'event')).toBe(true)
})
