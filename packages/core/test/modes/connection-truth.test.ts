import { expect, test } from 'vitest'
import { createAuthStateManager } from '../../src/auth/auth-state-manager.ts'
import type { Cause } from '../../src/cause.ts'
import type { ChangeSource, Signal } from '../../src/change-source.ts'
import { createRealtime } from '../../src/realtime.ts'
import { manualClock, scriptedSessions, sessionOf, settle } from '../../src/testing/index.ts'
import { cut } from '../causes.ts'
import { world } from '../world.ts'

const closed: Cause = { code: 'channel-closed', message: 'The server closed the channel.' }

test('C4: what is committed between the join and the proof is shown by the catch-up', async () => {
  const { clock, database, realtime, source, watch } = world()
  const list = watch(['list', 'a'])
  await list.answer()
  realtime.follow('a')
  await clock.pass(500)
  source.say({ type: 'joined' })
  // Nobody tells of this one: the database subscription does not run yet.
  database.version = 2
  await clock.pass(1_500)
  source.say({ type: 'proved' })
  await settle()
  await list.answer()
  expect([list.startedAt, list.shown()]).toEqual([[0, 2_000], 2])
})

test('C1: a channel that calls itself joined again after a drop is not live before its proof', () => {
  const { clock, goLive, realtime, source, timeline } = world()
  goLive()
  clock.advance(1_000)
  source.say({ type: 'lost', cause: cut })
  source.say({ type: 'joined' })
  clock.advance(19_000)
  expect([realtime.state.current.status, timeline.at(-1)]).toEqual(['polling', '1000 polling'])
})

test('C3: saying a hundred times what is known already leaves the moment it began alone', () => {
  const { clock, goLive, realtime, source, timeline } = world()
  clock.advance(1_000)
  goLive()
  for (let i = 0; i < 100; i += 1) {
    clock.advance(100)
    source.say({ type: 'alive' })
    source.say({ type: 'proved' })
  }
  expect(realtime.state.current).toMatchObject({ status: 'live', since: 1_000 })
  source.say({ type: 'lost', cause: cut })
  for (let i = 0; i < 100; i += 1) {
    clock.advance(100)
    source.say({ type: 'lost', cause: cut })
  }
  expect(realtime.state.current).toMatchObject({ status: 'polling', since: 11_000 })
  expect(timeline).toEqual(['0 idle', '1000 connecting', '1000 live', '11000 polling'])
})

test('C8, I3: every sign of a return at once is one attempt', () => {
  const { clock, environment, goLive, realtime, source } = world()
  goLive()
  environment.visible.set(false)
  environment.online.set(false)
  source.say({ type: 'lost', cause: closed })
  const before = source.log.length
  for (const sign of [environment.visible, environment.online]) sign.set(true)
  realtime.heal({ sources: ['auth', 'visibility'], reasons: ['back'], priority: 'medium' })
  realtime.heal({ sources: ['watchdog'], reasons: ['back'], priority: 'low' })
  clock.advance(5_000)
  expect(source.log.slice(before)).toEqual(['open a for ann'])
})

test('C9: a channel that reports its own end while it is being closed ends once', () => {
  const clock = manualClock()
  const sessions = scriptedSessions()
  const log: string[] = []
  let report: (signal: Signal) => void = () => undefined
  const source: ChangeSource = {
    open: ({ id }, tell) => {
      log.push(`open ${id}`)
      report = tell
      return {
        probe: () => undefined,
        renew: () => undefined,
        close: () => {
          log.push(`close ${id}`)
          tell({ type: 'lost', cause: closed })
        },
      }
    },
  }
  const auth = createAuthStateManager({ sessions, clock })
  const options = { source, auth, toEvents: () => [], rules: {}, families: [], clock }
  const realtime = createRealtime<never>({ ...options, random: () => 0.5 })
  realtime.follow('a')
  sessions.say(sessionOf('ann'))
  report({ type: 'lost', cause: closed })
  expect(log).toEqual(['open a', 'close a'])
  sessions.say(null)
  expect(log).toEqual(['open a', 'close a'])
})
