import { expect, test } from 'vitest'
import { world } from '../../test/world.ts'
import { EverfreshError } from '../errors.ts'
import { createReconnectScheduler } from '../reconnect/reconnect-scheduler.ts'
import { manualClock, sessionOf } from '../testing/index.ts'
import { createTrace } from './create-trace.ts'
import { readSnapshot, takeSnapshot } from './snapshot.ts'

const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl'
const secret = 'what Ann wrote to Ben'

/** A token and a row go through everything there is. */
async function aDayWithSecrets(rows: boolean) {
  const clock = manualClock()
  const trace = createTrace(clock, { rows })
  const stage = world({
    trace,
    signedIn: false,
    realtime: {
      clock,
      toEvents: change => {
        if (change.kind !== 'row') throw new Error(`Refused: apikey=${token}`)
        return [{ type: 'LIST', list: 'a', row: change.row } as { type: 'LIST'; list: string }]
      },
    },
  })
  stage.sessions.say({ ...sessionOf('ann'), accessToken: token })
  stage.realtime.follow('a')
  stage.source.goLive()
  const list = stage.watch(['list', 'a'])
  await list.answer()
  const row = { list: 'a', body: secret }
  const facts = { kind: 'row', schema: 'public', table: 'rows', operation: 'UPDATE' } as const
  stage.source.say({ type: 'change', change: { ...facts, row, old: row } })
  const payload = { body: secret, access_token: token }
  stage.source.say({ type: 'change', change: { kind: 'message', event: 'said', payload } })
  const message = `GET wss://host/realtime/v1?apikey=${token}&vsn=2 was refused with Bearer ${token}`
  stage.source.say({ type: 'lost', cause: { code: 'channel-error', message } })
  const scheduler = createReconnectScheduler({ clock, dispatch: stage.realtime.heal, trace })
  scheduler.request({ source: 'auth', reason: `after apikey=${token}`, priority: 'low' })
  await clock.pass(100)
  stage.realtime.hold(['list'], { reason: `a drag with ${token}` })
  return { ...stage, snapshot: takeSnapshot(stage.realtime, { note: 'not updating' }) }
}

test('W2: no token and no row is in a snapshot, whatever went through', async () => {
  const { snapshot } = await aDayWithSecrets(false)
  const text = JSON.stringify(snapshot)
  expect(text).toContain('change not understood')
  expect(text).toContain('after apikey=[secret]')
  expect(snapshot.queries[0]?.holds).toEqual(['a drag with [secret]'])
  expect(text).not.toContain(secret)
  expect(text).not.toContain(token)
  expect(text).not.toContain('eyJ')
})

test('with rows a snapshot says what was in them', async () => {
  const { snapshot } = await aDayWithSecrets(true)
  expect(JSON.stringify(snapshot)).toContain(secret)
})

test('a snapshot is read back as it was taken, from its text and from what the text says', async () => {
  const { snapshot } = await aDayWithSecrets(false)
  const text = JSON.stringify(snapshot)
  const written: unknown = JSON.parse(text)
  expect(readSnapshot(text)).toEqual(written)
  expect(readSnapshot(written)).toEqual(written)
  expect(snapshot).toMatchObject({ note: 'not updating', queries: [{ key: ['list', 'a'] }] })
  expect(snapshot.entries.length).toBeGreaterThan(10)
})

test('what is no snapshot is refused, and the error names what was found', async () => {
  const { snapshot } = await aDayWithSecrets(false)
  const refused = (given: unknown): string => {
    try {
      readSnapshot(given)
    } catch (error) {
      if (error instanceof EverfreshError && error.code === 'bad-snapshot') return error.message
    }
    return 'taken'
  }
  expect(refused(undefined)).toContain('It is undefined')
  expect(refused(7)).toContain('It is a number')
  expect(refused(null)).toContain('It is null')
  expect(refused([])).toContain('It is a list')
  expect(refused('{"a')).toContain('no JSON')
  expect(refused({})).toContain('Its format is undefined')
  expect(refused({ ...snapshot, version: 2 })).toContain('Its version is 2; this Everfresh reads')
  expect(refused({ ...snapshot, takenAt: 'today' })).toContain('takenAt')
  expect(refused({ ...snapshot, takenAt: 1e300 })).toContain('takenAt')
  expect(refused({ ...snapshot, format: `apikey=${token}` })).not.toContain('eyJ')
  const [query] = snapshot.queries
  expect(refused({ ...snapshot, queries: [{ ...query, freshness: null }] })).toContain('Number 0')
  expect(refused({ ...snapshot, queries: [{ ...query, families: 5 }] })).toContain('Number 0')
  const late = { ...snapshot.entries[0], at: 1e300 }
  expect(refused({ ...snapshot, entries: [late] })).toContain('Number 0 of its entries')
  expect(refused({ ...snapshot, state: 1 })).toContain('how things stood')
  expect(refused({ ...snapshot, queries: {} })).toContain('no list of queries')
  expect(refused({ ...snapshot, queries: [{ key: 'list' }] })).toContain('Number 0 of its queries')
  expect(refused({ ...snapshot, entries: [...snapshot.entries, { id: 1 }] })).toContain(
    `Number ${snapshot.entries.length} of its entries is none`,
  )
  expect(refused(snapshot)).toBe('taken')
})

test('a token that was pasted into the note is masked, and the note is kept whole', () => {
  const { realtime } = world()
  const words = 'it stood still. '.repeat(100)
  expect(takeSnapshot(realtime, { note: `${words}apikey=${token}` }).note).toBe(
    `${words}apikey=[secret]`,
  )
})

test('a snapshot holds the holds that are on, and one that was taken without them is read', async () => {
  const { clock, realtime } = world()
  await clock.pass(1_000)
  realtime.hold(['list', 'a'], { reason: `drag, apikey=${token}` })
  realtime.hold(['list'])
  const { holds, ...older } = takeSnapshot(realtime)
  expect(holds).toEqual([
    { scope: ['list', 'a'], reason: 'drag, apikey=[secret]', since: 1_000 },
    { scope: ['list'], reason: undefined, since: 1_000 },
  ])
  expect(readSnapshot(older).holds).toEqual([])
  expect(() => readSnapshot({ ...older, holds: [{ scope: 'list' }] })).toThrow('its holds')
})

test('a snapshot may hold what a newer version recorded', async () => {
  const { snapshot } = await aDayWithSecrets(false)
  const entry = { id: 1, at: 1, part: 'moon', what: 'rose', causes: [], detail: {} }
  expect(readSnapshot({ ...snapshot, entries: [entry] }).entries).toEqual([entry])
})
