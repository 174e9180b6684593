import { afterEach, expect, test, vi } from 'vitest'
import { world } from '../test/world.ts'
import { createAuthStateManager } from './auth/auth-state-manager.ts'
import type { Session } from './auth/session.ts'
import type { ChangeSource, OpenScope, Signal } from './change-source.ts'
import { createRealtime } from './realtime.ts'
import { scriptedSessions, sessionOf, settle } from './testing/index.ts'
import { createTrace } from './trace/create-trace.ts'
import type { Trace } from './trace/trace.ts'

afterEach(() => vi.unstubAllGlobals())

/** What whoever watches the page is told, as a browser tells it. */
function reported(): string[] {
  const errors: string[] = []
  vi.stubGlobal('reportError', (error: unknown) => errors.push(String(error)))
  return errors
}

const detailOf = (trace: Trace, what: string): unknown =>
  trace.entries().findLast(entry => entry.what === what)?.detail

/** Live, with two queries of one family shown and quiet. */
async function shown() {
  const w = world()
  w.goLive()
  const lists = [w.watch(['list', 'a']), w.watch(['list', 'b'])]
  await settle()
  for (const list of lists) await list.answer()
  await w.clock.pass(2_000)
  for (const list of lists) list.startedAt.length = 0
  const fetches = (): number[] => lists.map(({ startedAt }) => startedAt.length)
  return { ...w, lists, fetches }
}

const boom = (): never => {
  throw new Error('a fault of the app')
}

test.each([
  ['no event type that has a rule', { type: 'UNKNOWN' }],
  ['a rule that throws', { type: 'BROKEN' }],
  ['no event at all', null],
  ['an event without a type', {}],
])('R5: %s refetches everything covered, once, and the trace says what to do', async (_, event) => {
  const { clock, fetches, realtime, trace } = await shown()
  realtime.emit(event as never)
  await clock.pass(1_000)
  expect(fetches()).toEqual([1, 1])
  expect(detailOf(trace, 'rule failed')).toMatchObject({
    advice: 'Everything covered is refetched. Mend the rule, or add one for this type.',
  })
})

test('R5: an event without its scope id refetches all under the wider key, and the trace says so', async () => {
  const { clock, fetches, realtime, trace } = await shown()
  realtime.emit({ type: 'LIST' } as never)
  await clock.pass(1_000)
  expect(fetches()).toEqual([1, 1])
  expect(detailOf(trace, 'id missing')).toEqual({
    key: ['list', undefined],
    advice: 'All under the wider key is refetched. Return that key where an id may be missing.',
  })
})

/** A realtime of its own over scripted parts, where rules, translation and source may be at fault. */
function faulty(wrong: {
  readonly toEvents?: unknown
  readonly rule?: () => unknown
  readonly source?: ChangeSource
}) {
  const one = world({ heartbeats: false })
  one.realtime.stop()
  const { clock, environment } = one
  const trace = createTrace(clock)
  const sessions = scriptedSessions()
  const auth = createAuthStateManager({ sessions, clock, trace })
  const realtime = createRealtime<{ readonly type: 'X' }>({
    source: wrong.source ?? one.source,
    auth,
    toEvents: (wrong.toEvents ?? (() => [{ type: 'X' }])) as () => [],
    rules: { X: (wrong.rule ?? (() => [['list', 'a']])) as () => [] },
    families: [['list']],
    clock,
    random: () => 0.5,
    environment,
    trace,
  })
  sessions.say(sessionOf('ann'))
  return { ...one, auth, realtime, sessions, trace }
}

test.each([
  ['nothing', () => undefined],
  ['a key instead of a list of keys', () => ['list', 'a']],
  ['a text', () => 'list'],
  ['a promise', () => Promise.resolve([['list', 'a']])],
])('R5: a rule that returns %s refetches everything covered', async (_, rule) => {
  const { clock, realtime, queryClient, trace, watch } = faulty({ rule })
  const other = watch(['list', 'b'])
  realtime.attach(queryClient.getQueryCache())
  await other.answer()
  realtime.emit({ type: 'X' })
  await clock.pass(100)
  expect(other.startedAt).toHaveLength(2)
  expect(detailOf(trace, 'rule failed')).toMatchObject({ type: 'X' })
})

test.each([
  ['throws', boom],
  ['returns nothing', () => undefined],
  ['returns what is no event', () => [undefined]],
])(
  'R5: a translation that %s refetches everything covered, and the next is heard',
  async (_, toEvents) => {
    const { change, clock, queryClient, realtime, source, trace, watch } = faulty({ toEvents })
    realtime.attach(queryClient.getQueryCache())
    realtime.follow('a')
    source.goLive()
    const list = watch(['list', 'b'])
    await settle()
    await list.answer()
    change('a')
    await clock.pass(100)
    await list.answer()
    await clock.pass(2_000)
    change('a')
    await clock.pass(100)
    expect(list.startedAt).toHaveLength(3)
    const traced = trace.entries().filter(({ what }) => /not understood|rule failed/.test(what))
    expect(traced).toHaveLength(2)
  },
)

test('R5: a change without a payload reaches the app as it came, and stops nothing', async () => {
  const { clock, realtime, queryClient, source, watch } = faulty({
    toEvents: (change: { row: { list: string } }) => [{ type: 'X', list: change.row.list }],
  })
  realtime.attach(queryClient.getQueryCache())
  realtime.follow('a')
  source.goLive()
  const list = watch(['list', 'b'])
  await settle()
  await list.answer()
  source.say({ type: 'change', change: { kind: 'message', event: 'x', payload: undefined } })
  source.say({ type: 'change' } as unknown as Signal)
  await clock.pass(100)
  expect(list.startedAt).toHaveLength(2)
  expect(realtime.state.current.status).toBe('live')
})

test('a listener of the state that throws is reported, and the others and the machine go on', () => {
  const errors = reported()
  const { goLive, realtime, timeline } = world()
  realtime.state.subscribe(boom)
  const heard: string[] = []
  realtime.state.subscribe(() => heard.push(realtime.state.current.status))
  goLive()
  expect(heard).toEqual(timeline.slice(-heard.length).map(line => line.split(' ')[1]))
  expect(heard).toEqual(['connecting', 'live'])
  expect(errors).toEqual(['Error: a fault of the app', 'Error: a fault of the app'])
})

test('a listener that rejects is reported: no rejection is left unhandled', async () => {
  const errors = reported()
  const { goLive, realtime } = world()
  realtime.state.subscribe((async () => boom()) as () => void)
  goLive()
  await settle()
  expect(errors).toHaveLength(2)
})

test('W2: a listener of the trace that throws changes nothing', async () => {
  const errors = reported()
  const { change, clock, fetches, trace } = await shown()
  trace.subscribe(boom)
  change('a')
  await clock.pass(100)
  expect(fetches()).toEqual([1, 0])
  expect(errors.length).toBeGreaterThan(0)
})

test('R1: a listener of the cache that throws for one query keeps no other from being fetched', async () => {
  const errors = reported()
  const { change, clock, fetches, queryClient, realtime } = await shown()
  queryClient.getQueryCache().subscribe(({ type, query }) => {
    if (type === 'updated' && query.queryKey[1] === 'a') boom()
  })
  realtime.emit({ type: 'BROKEN' })
  await clock.pass(100)
  expect(fetches()[1]).toBe(1)
  expect(errors).toContain('Error: a fault of the app')
  await clock.pass(2_000)
  change('b')
  await clock.pass(1_000)
  expect(fetches()[1]).toBe(1)
})

test('P1: a query whose own interval throws keeps no other from being polled', async () => {
  const errors = reported()
  const { clock, fetches, queryClient, source, watch } = await shown()
  const observed = queryClient.getQueryCache().find({ queryKey: ['list', 'a'] })?.observers[0]
  if (observed !== undefined) observed.options.refetchInterval = boom
  const third = watch(['list', 'c'])
  await third.answer()
  source.say({ type: 'lost', cause: { code: 'socket-closed', message: 'cut' } })
  await clock.pass(6_200)
  expect(fetches()).toEqual([0, 1])
  expect(third.startedAt.length).toBeGreaterThan(1)
  expect(errors).toContain('Error: a fault of the app')
})

test('a listener of the cache that throws stops neither routing nor polling', async () => {
  const { change, clock, fetches, queryClient, lists } = await shown()
  queryClient.getQueryCache().subscribe(({ type }) => {
    if (type === 'observerAdded') boom()
  })
  expect(() => lists[0]?.unmount()).not.toThrow()
  change('b')
  await clock.pass(100)
  expect(fetches()).toEqual([0, 1])
})

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

test('undoing twice undoes once: another who follows, holds or keeps the cache fresh keeps it', async () => {
  const { change, clock, fetches, queryClient, realtime, source } = await shown()
  const undos = [
    realtime.attach(queryClient.getQueryCache()),
    realtime.follow('a'),
    realtime.hold(['list', 'b']),
  ]
  realtime.hold(['list', 'b'])
  for (const undo of [...undos, ...undos]) undo()
  await clock.pass(10)
  change('a')
  change('b')
  await clock.pass(100)
  expect(fetches()).toEqual([1, 0])
  expect(source.openScopes()).toEqual(['a'])
})

test('after stop nothing that is asked for starts anything: no channel, no watch over a cache, no timer', async () => {
  const { clock, lists, queryClient, realtime, source } = await shown()
  realtime.stop()
  realtime.stop()
  const pending = clock.pending()
  realtime.attach(queryClient.getQueryCache())()
  realtime.attach(queryClient.getQueryCache())
  realtime.follow('b')
  realtime.emit({ type: 'LIST', list: 'a' })
  realtime.reconnect()
  realtime.setEnabled(true)
  realtime.hold(['list'])()
  await queryClient.invalidateQueries({ queryKey: ['list'], refetchType: 'none' })
  await clock.pass(60_000)
  expect(lists.map(({ startedAt }) => startedAt.length)).toEqual([0, 0])
  expect(source.openScopes()).toEqual([])
  // The scripted heartbeat of the source.
  expect(pending).toBe(1)
  expect(clock.pending()).toBe(1)
})

test('R1: a cache that is cleared under us is not fetched into, and is kept fresh from then on', async () => {
  const { change, clock, database, queryClient, watch, fetches, lists } = await shown()
  change('a')
  queryClient.clear()
  for (const list of lists) list.unmount()
  await clock.pass(60_000)
  expect(fetches()).toEqual([0, 0])
  const again = watch(['list', 'a'])
  await settle()
  await again.answer()
  change('a')
  await clock.pass(1_000)
  await again.answer()
  expect(again.shown()).toBe(database.version)
})

test('R1: a client that is unmounted and cleared while it fetches leaves nothing behind', async () => {
  const { change, clock, queryClient, realtime, lists } = await shown()
  change('a')
  await clock.pass(30)
  queryClient.unmount()
  queryClient.clear()
  await lists[0]?.answer()
  await clock.pass(60_000)
  expect(queryClient.getQueryCache().getAll()).toEqual([])
  expect(realtime.state.current.status).toBe('live')
})
