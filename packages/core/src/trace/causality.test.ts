import { QueryClient, QueryObserver } from '@tanstack/query-core'
import { expect, test } from 'vitest'
import { world } from '../../test/world.ts'
import { createReconnectScheduler } from '../reconnect/reconnect-scheduler.ts'
import type { TraceEntry } from './entries.ts'
import type { Trace } from './trace.ts'

const word = ({ part, what }: TraceEntry): string => `${part} ${what}`

/** What led to `entry`, the nearest first: of several causes the first. */
function story(trace: Trace, entry: TraceEntry | undefined): string[] {
  const words: string[] = []
  for (
    let at = entry;
    at !== undefined;
    at = trace.entries().find(({ id }) => id === at?.causes[0])
  )
    words.push(word(at))
  return words
}

const newest = (trace: Trace, words: string): TraceEntry | undefined =>
  trace.entries().findLast(entry => word(entry) === words)

const fetchesIn = (trace: Trace) =>
  trace
    .entries()
    .flatMap(({ what, detail, causes }) => (what === 'fetch' ? [{ ...detail, causes }] : []))

async function live() {
  const stage = world()
  stage.goLive()
  const list = stage.watch(['list', 'a'])
  await list.answer()
  return { ...stage, list }
}

test('data is followed back to the change that it came from', async () => {
  const { change, clock, list, trace } = await live()
  change('a')
  await clock.pass(100)
  await list.answer()
  expect(story(trace, newest(trace, 'query settled'))).toEqual([
    'query settled',
    'query fetch',
    'router flush',
    'router keys',
    'router event',
    'source change',
  ])
  expect(newest(trace, 'source change')?.detail).toEqual({
    scope: 'a',
    kind: 'row',
    table: 'rows',
    operation: 'UPDATE',
  })
  expect(fetchesIn(trace).map(({ why }) => why)).toEqual(['app', 'flush'])
})

test('a flush names the events that it covers, at most 20 of each key, and says how many more there were', async () => {
  const { clock, realtime, trace } = await live()
  for (let i = 0; i < 25; i += 1) realtime.emit({ type: 'LIST', list: 'a' })
  realtime.changed([['list', 'b']])
  await clock.pass(100)
  const flush = newest(trace, 'router flush')
  expect(flush?.causes).toHaveLength(21)
  expect(flush?.detail).toEqual({
    keys: [
      ['list', 'a'],
      ['list', 'b'],
    ],
    more: 5,
  })
  expect(flush?.causes.at(-1)).toBe(newest(trace, 'router changed')?.id)
})

test('what changed while a fetch was in flight is what the next fetch was for', async () => {
  const { change, clock, list, trace } = await live()
  change('a')
  await clock.pass(100)
  change('a')
  await clock.pass(2_000)
  await list.answer()
  await clock.pass(100)
  const [, first, second] = fetchesIn(trace)
  expect([first?.why, second?.why]).toEqual(['flush', 'flush'])
  expect(second?.causes).toEqual([newest(trace, 'router flush')?.id])
  expect(second?.causes).not.toEqual(first?.causes)
})

test('a catch-up was caused by the proof, and that by the join, which a session caused', async () => {
  const { list, source, trace } = await live()
  source.say({ type: 'lost', cause: { code: 'socket-closed', message: 'Closed.' } })
  source.goLive()
  expect(list.startedAt).toHaveLength(2)
  expect(fetchesIn(trace).at(-1)?.why).toBe('catch-up')
  expect(story(trace, newest(trace, 'query fetch')).slice(0, 4)).toEqual([
    'query fetch',
    'router catch-up',
    'connection live',
    'connection joining',
  ])
  expect(newest(trace, 'connection rejoining')?.causes).toEqual([])
  const joined = trace
    .entries()
    .find(({ part, what }) => part === 'connection' && what === 'joining')
  expect(joined?.detail).toMatchObject({ event: 'want', scope: 'a' })
})

test('the server’s second proof while live is recorded, as it causes a catch-up', async () => {
  const { clock, source, trace } = await live()
  await clock.pass(10_000)
  source.say({ type: 'proved' })
  expect(story(trace, newest(trace, 'router catch-up')).slice(0, 2)).toEqual([
    'router catch-up',
    'connection live',
  ])
  expect(newest(trace, 'connection live')?.detail).toMatchObject({ from: 'live', event: 'proved' })
})

test('a poll says so', async () => {
  const { clock, trace, watch } = world()
  await watch(['list', 'a']).answer()
  await clock.pass(7_000)
  expect(fetchesIn(trace).map(({ why }) => why)).toEqual(['app', 'poll'])
  expect(story(trace, newest(trace, 'query fetch'))).toEqual(['query fetch', 'poller poll'])
})

test('a poll by TanStack’s own interval says so too', async () => {
  const { clock, queryClient, trace } = world()
  const hook = { queryKey: ['own'], queryFn: () => 1, refetchInterval: () => 4_000 }
  const undo = new QueryObserver(queryClient, hook).subscribe(() => undefined)
  for (const ms of [3_000, 4_000]) {
    await clock.pass(ms)
    // The observer's own timer does this, by the system's clock.
    await queryClient.refetchQueries({ queryKey: ['own'] })
  }
  undo()
  expect(fetchesIn(trace).map(({ why }) => why)).toEqual(['app', 'app', 'poll'])
})

test('a remount, a late return to the page, and a hook that is disabled are no poll', async () => {
  const { clock, queryClient, trace } = world()
  const hook = { queryKey: ['own'], queryFn: () => 1, refetchInterval: 4_000 }
  const show = (enabled: boolean | (() => boolean)) =>
    new QueryObserver(queryClient, { ...hook, enabled }).subscribe(() => undefined)
  const refetch = () => queryClient.refetchQueries({ queryKey: ['own'] }, { cancelRefetch: true })
  show(true)()
  await clock.pass(4_000)
  const leave = show(true)
  await clock.pass(9_000)
  await refetch()
  expect(fetchesIn(trace).map(({ why }) => why)).toEqual(['app', 'app', 'app'])
  leave()
  for (const off of [false, () => false]) {
    const undo = show(off)
    await clock.pass(4_000)
    await queryClient.fetchQuery(hook)
    undo()
  }
  expect(fetchesIn(trace).map(({ why }) => why)).toEqual(['app', 'app', 'app', 'app', 'app'])
})

test('an interval that throws is the app’s own matter', async () => {
  const { clock, queryClient, trace, watch } = world()
  const fault = (): number => {
    throw new Error('a fault of the app')
  }
  await watch(['own']).answer()
  await clock.pass(4_000)
  const cache = queryClient.getQueryCache()
  const [query] = cache.getAll()
  if (query === undefined) throw new Error('Nothing is watched.')
  Object.assign(query.observers[0]?.options ?? {}, { refetchInterval: fault })
  cache.notify({ type: 'updated', query, action: { type: 'fetch' } })
  expect(fetchesIn(trace).map(({ why }) => why)).toEqual(['app', 'app'])
})

test('a fetch that fails with an object of the backend says its message', async () => {
  const { queryClient, trace } = world()
  const fail = async (thrown: object) =>
    queryClient
      .fetchQuery({ queryKey: ['list', 'a'], queryFn: () => Promise.reject(thrown) })
      .catch(() => undefined)
  await fail({ message: 'permission denied', code: '42501' })
  expect(newest(trace, 'query settled')?.detail).toMatchObject({ error: 'permission denied' })
  await fail(Object.create(null))
  expect(newest(trace, 'query settled')?.detail).toMatchObject({
    error: 'something that is no error',
  })
})

test('what the app asks for itself is its own', async () => {
  const { list, queryClient, trace } = await live()
  void queryClient.refetchQueries({ queryKey: ['list'] })
  await list.answer()
  void queryClient.invalidateQueries({ queryKey: ['list'] })
  await list.answer()
  const all = fetchesIn(trace)
  expect(all.map(({ why }) => why)).toEqual(['app', 'app', 'app'])
  expect(all.at(-1)?.causes).toEqual([])
})

test('a fetch after a release was caused by the release and by what had waited for it', async () => {
  const { change, clock, realtime, trace } = await live()
  const release = realtime.hold(['list'], { reason: 'drag' })
  change('a')
  await clock.pass(100)
  const flush = newest(trace, 'router flush')
  expect(fetchesIn(trace)).toHaveLength(1)
  release()
  const fetch = fetchesIn(trace).at(-1)
  expect(fetch?.why).toBe('release')
  expect(fetch?.causes).toEqual([flush?.id, newest(trace, 'router release')?.id])
  expect(story(trace, newest(trace, 'router release'))).toEqual(['router release', 'router hold'])
})

test('a fetch that failed, one that was cancelled and one whose query is gone are told apart', async () => {
  const { list, queryClient, trace, watch } = await live()
  void queryClient.refetchQueries({ queryKey: ['list'] })
  await list.fail()
  void queryClient.refetchQueries({ queryKey: ['list'] })
  await queryClient.cancelQueries({ queryKey: ['list'] })
  watch(['list', 'b']).unmount()
  queryClient.removeQueries({ queryKey: ['list', 'b'] })
  const outcomes = trace
    .entries()
    .flatMap(({ what, detail }) => (what === 'settled' ? [detail.outcome] : []))
  expect(outcomes).toEqual(['success', 'error', 'cancelled', 'cancelled'])
  const failed = trace.entries().find(entry => entry.what === 'settled' && 'error' in entry.detail)
  expect(failed?.detail).toMatchObject({ error: 'Error: the backend failed', ms: 0 })
})

test('a dispatch names the intents that it carries, and the connection names the dispatch', async () => {
  const { clock, realtime, source, trace } = await live()
  source.say({ type: 'lost', cause: { code: 'socket-closed', message: 'Closed.' } })
  const scheduler = createReconnectScheduler({ clock, dispatch: realtime.heal, trace })
  scheduler.request({ source: 'auth', reason: 'signed-in', priority: 'low' })
  scheduler.request({ source: 'button', reason: 'a person', priority: 'high' })
  await clock.pass(0)
  const intents = trace.entries().filter(({ what }) => what === 'intent')
  expect(newest(trace, 'reconnect dispatch')?.causes).toEqual(intents.map(({ id }) => id))
  expect(story(trace, newest(trace, 'connection joining'))).toEqual([
    'connection joining',
    'reconnect dispatch',
    'reconnect intent',
  ])
})

test('who signs in causes the join, and who leaves its end', () => {
  const { goLive, sessions, trace } = world()
  goLive()
  sessions.say(null)
  expect(story(trace, newest(trace, 'connection closed'))).toEqual([
    'connection closed',
    'auth signed-out',
  ])
})

test('that the page was shown or the network came back is recorded with how things stood, and caused what followed', async () => {
  const { clock, environment, source, trace } = await live()
  environment.visible.set(false)
  await clock.pass(60_000)
  environment.visible.set(true)
  expect(newest(trace, 'page shown')?.detail).toMatchObject({
    status: 'live',
    forMs: 60_000,
    hiddenMs: 60_000,
    backend: 'up',
    online: true,
  })
  environment.online.set(false)
  source.say({ type: 'lost', cause: { code: 'socket-closed', message: 'Closed.' } })
  environment.online.set(true)
  expect(newest(trace, 'page online')?.detail).toMatchObject({
    status: 'offline',
    cause: 'socket-closed',
  })
  expect(story(trace, newest(trace, 'connection waiting'))).toEqual([
    'connection waiting',
    'page online',
  ])
})

test('a fetch that was under way when its cache was attached is recorded from then on, once', async () => {
  const { realtime, trace } = await live()
  const other = new QueryClient()
  const options = { queryKey: ['list', 'c'], queryFn: () => Promise.resolve(1) }
  const fetched = other.fetchQuery(options)
  realtime.attach(other.getQueryCache())()
  realtime.attach(other.getQueryCache())
  await fetched
  const entries = trace
    .entries()
    .filter(({ part }) => part === 'query')
    .slice(-2)
  expect(entries.map(({ what, detail }) => [what, detail])).toMatchObject([
    ['fetch', { key: ['list', 'c'], why: 'app' }],
    ['settled', { key: ['list', 'c'], outcome: 'success' }],
  ])
})
