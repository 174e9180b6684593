import { expect, test } from 'vitest'
import { world } from '../../test/world.ts'
import type { Cause } from '../cause.ts'
import { sessionOf } from '../testing/index.ts'

const FIVE_MINUTES_MS = 300_000

const refusing = (...refused: readonly string[]): { type: 'lost'; cause: Cause } => ({
  type: 'lost',
  cause: { code: 'misconfigured', message: 'Not in the publication.', refused },
})

function start() {
  const w = world({
    parts: ['tasks', 'shots'],
    realtime: {
      families: [
        { key: ['list', 'tasks'], tables: ['tasks'] },
        { key: ['list', 'shots'], tables: ['shots'] },
        ['list', 'both'],
      ],
    },
  })
  w.realtime.follow('a')
  return w
}

/** Live, but for the shots. */
function startMuted() {
  const w = start()
  w.source.say({ type: 'joined' })
  w.source.say(refusing('shots'))
  w.source.goLive()
  return w
}

test('C6: the channel goes on at once without a table that the server refuses', () => {
  const { source, realtime, timeline, trace } = startMuted()
  expect(source.log).toEqual(['open a for ann', 'close a', 'open a for ann without shots'])
  expect(timeline).toEqual(['0 idle', '0 connecting', '0 polling', '0 live'])
  expect(realtime.state.current.muted).toEqual(['shots'])
  expect(trace.entries().at(-2)).toMatchObject({ what: 'live', detail: { muted: ['shots'] } })
})

test('C6: what is read of a refused table is polled, also where it is only one of several', async () => {
  const { clock, watch } = startMuted()
  const queries = ['tasks', 'shots', 'both'].map(name => watch(['list', name]))
  for (const query of queries) await query.answer()
  await clock.pass(6_500)
  expect(queries.map(({ startedAt }) => startedAt.length)).toEqual([1, 2, 2])
})

test('C6: a refused table is tried again every five minutes, with the others, and is back when it can be', () => {
  const { clock, source, realtime } = startMuted()
  clock.advance(FIVE_MINUTES_MS - 1)
  expect(source.log.filter(line => line.startsWith('open'))).toHaveLength(2)
  clock.advance(1)
  source.goLive()
  expect(source.log.filter(line => line.startsWith('open')).at(-1)).toBe('open a for ann')
  expect(realtime.state.current).toMatchObject({ status: 'live', muted: [] })
})

test('C6: a person’s wish and a new token try it again at once', () => {
  const { sessions, source, realtime } = startMuted()
  const opened = (): string[] => source.log.filter(line => line.startsWith('open')).slice(2)
  realtime.reconnect()
  source.say(refusing('shots'))
  source.goLive()
  expect(opened()).toEqual(['open a for ann', 'open a for ann without shots'])
  sessions.say(sessionOf('ann', 'the next token'), 'TOKEN_REFRESHED')
  expect(opened()).toHaveLength(3)
})

test('C6: a hidden page does not try it again until it is shown', () => {
  const { clock, environment, source } = startMuted()
  environment.visible.set(false)
  clock.advance(2 * FIVE_MINUTES_MS)
  expect(source.log.filter(line => line.startsWith('open'))).toHaveLength(2)
  environment.visible.set(true)
  source.say({ type: 'alive' })
  clock.advance(1)
  expect(source.log.filter(line => line.startsWith('open'))).toHaveLength(3)
})

test('C6: without a name the tables are halved, without a pause', () => {
  const { source, realtime } = start()
  source.say(refusing())
  source.goLive()
  source.say(refusing())
  source.goLive()
  expect(source.log.filter(line => line.startsWith('open'))).toEqual([
    'open a for ann',
    'open a for ann without shots',
    'open a for ann',
    'open a for ann without shots',
  ])
  expect(realtime.state.current).toMatchObject({ status: 'live', muted: ['shots'] })
})

test('C6: with every table refused nothing is left to join: asked again in five minutes', () => {
  const { clock, source, realtime } = start()
  source.say(refusing('tasks', 'shots'))
  expect(realtime.state.current).toMatchObject({
    status: 'polling',
    cause: { code: 'misconfigured' },
    muted: ['tasks', 'shots'],
  })
  clock.advance(FIVE_MINUTES_MS - 1)
  expect(source.log).toEqual(['open a for ann', 'close a'])
  clock.advance(FIVE_MINUTES_MS / 10 + 1)
  expect(source.log.at(-1)).toBe('open a for ann')
})

test('C6: another scope starts with all its tables', () => {
  const { source, realtime } = startMuted()
  realtime.follow('b')
  expect(source.log.at(-1)).toBe('open b for ann')
  expect(realtime.state.current.muted).toEqual([])
})

test('C6, C7: a server that accepts and refuses the same table in turns is not asked in a loop', () => {
  const { clock, realtime, source } = start()
  for (let i = 0; i < 50; i += 1) {
    while (realtime.state.current.status !== 'live' && source.openScopes().length > 0)
      source.goLive()
    source.say(refusing())
  }
  expect(source.log.filter(line => line.startsWith('open')).length).toBeLessThan(10)
  clock.advance(2_000)
  expect(source.openScopes()).toEqual(['a'])
})
