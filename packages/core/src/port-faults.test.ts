import { expect, test } from 'vitest'
import { boom, detailOf, faulty } from '../test/faulty.ts'
import { world } from '../test/world.ts'
import { createAuthStateManager } from './auth/auth-state-manager.ts'
import type { Session } from './auth/session.ts'
import type { ChangeSource, OpenScope, Signal } from './change-source.ts'
import { scriptedSessions, sessionOf, settle } from './testing/index.ts'
import { createTrace } from './trace/create-trace.ts'

/** A source whose every act fails in the way of `how`. */
function failingSource(how: () => void, which: readonly (keyof OpenScope | 'open')[]) {
  const log: string[] = []
  const act = (name: keyof OpenScope | 'open') => (): void => {
    log.push(name)
    // An async one hands back its promise, whatever the type of the port says.
    if (which.includes(name)) return how()
  }
  let report: (signal: Signal) => void = () => undefined
  const source: ChangeSource = {
    open: (_, heard) => {
      act('open')()
      report = heard
      return { probe: act('probe'), renew: act('renew'), close: act('close') }
    },
  }
  return { log, source, say: (signal: Signal) => report(signal) }
}

test.each([
  ['throws', boom],
  ['rejects', (async () => boom()) as () => void],
])(
  'a source whose probe, renewal and closing %s is traced, found dead, and replaced',
  async (_, how) => {
    const { log, say, source } = failingSource(how, ['probe', 'renew', 'close'])
    const { clock, environment, realtime, sessions, trace } = faulty({ source })
    realtime.follow('a')
    say({ type: 'joined' })
    say({ type: 'proved' })
    sessions.say(sessionOf('ann', 'a new token'))
    environment.online.set(false)
    environment.online.set(true)
    await clock.pass(2_000)
    expect(realtime.state.current).toMatchObject({
      status: 'polling',
      cause: { code: 'heartbeat-missed' },
    })
    await clock.pass(60_000)
    expect(log.filter(act => act === 'open').length).toBeGreaterThan(1)
    const failed = trace.entries().filter(entry => entry.what === 'source failed')
    expect(new Set(failed.map(({ detail }) => detail.what))).toEqual(
      new Set(['renew', 'probe', 'close']),
    )
    realtime.stop()
    await settle()
    expect(clock.pending()).toBe(0)
  },
)

test('a source that cannot open is asked again with backoff, and its words are the cause', async () => {
  const { log, source } = failingSource(boom, ['open'])
  const { clock, realtime } = faulty({ source })
  realtime.follow('a')
  expect(realtime.state.current.cause).toMatchObject({ code: 'channel-error' })
  expect(realtime.state.current.cause?.message).toContain('a fault of the app')
  await clock.pass(60_000)
  expect(log.length).toBeGreaterThan(3)
  expect(log.length).toBeLessThan(20)
})

test('C9: what a source still says after it was closed, and after stop, changes nothing', async () => {
  const { clock, realtime, source } = world()
  realtime.follow('a')
  realtime.stop()
  for (const type of ['joined', 'proved', 'alive'] as const) source.sayLate(1, { type })
  source.sayLate(1, { type: 'lost', cause: { code: 'channel-error', message: 'late' } })
  source.sayLate(1, { type: 'change', change: { kind: 'message', event: 'x', payload: {} } })
  await clock.pass(1)
  expect(source.log).toEqual(['open a for ann', 'close a'])
})

test.each([
  ['no user', { accessToken: 'secret', isAnonymous: false }],
  ['an empty user id', { userId: '', accessToken: 'secret', isAnonymous: false }],
  ['an empty token', { userId: 'ben', accessToken: '', isAnonymous: false }],
  ['no session at all', undefined],
])(
  'A5: a session with %s is traced with advice, and what was known stays in force',
  (_, session) => {
    const { auth, goLive, realtime, sessions, trace } = world()
    goLive()
    expect(() => sessions.say(session as Session | null, 'TOKEN_REFRESHED')).not.toThrow()
    expect(auth.state.current).toMatchObject({ name: 'signed-in', session: { userId: 'ann' } })
    expect(realtime.state.current.status).toBe('live')
    expect(detailOf(trace, 'session not understood')).toEqual({
      event: 'TOKEN_REFRESHED',
      advice: 'A session has a userId and an accessToken. What was known stays in force.',
    })
  },
)

test.each([
  ['throws', boom],
  ['rejects', (async () => boom()) as () => void],
])('C8: sessions whose check %s are traced, and waking goes on without it', async (_, check) => {
  const { clock } = world()
  const trace = createTrace(clock)
  const auth = createAuthStateManager({ sessions: { ...scriptedSessions(), check }, clock, trace })
  expect(() => auth.check()).not.toThrow()
  await settle()
  expect(detailOf(trace, 'check failed')).toEqual({ error: 'Error: a fault of the app' })
})
