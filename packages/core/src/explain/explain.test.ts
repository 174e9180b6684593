import { QueryClient } from '@tanstack/query-core'
import { expect, test } from 'vitest'
import { world, type WorldOptions } from '../../test/world.ts'
import { queryFreshness } from '../freshness/freshness.ts'
import { readSnapshot, takeSnapshot } from '../trace/snapshot.ts'
import { noTrace } from '../trace/trace.ts'
import { explain, explainSnapshot } from './index.ts'

const key = ['list', 'a']

/** Live at 0, its list on screen and fetched after that. */
async function live(options: WorldOptions = {}) {
  const w = world(options)
  const list = w.watch(key)
  await list.answer()
  w.goLive()
  await w.clock.pass(100)
  await list.answer()
  return { ...w, list, told: () => explain(w.realtime, key) }
}

const steps = ({ from }: ReturnType<typeof explain>): readonly string[] =>
  from.chain.map(({ part, what }) => `${part} ${what}`)

test('an event is named from the change that was heard to the fetch that shows it', async () => {
  const { change, clock, list, told } = await live()
  await clock.pass(2_000)
  change('a')
  await clock.pass(60)
  await list.answer()
  await clock.pass(840)
  const explanation = told()
  expect(steps(explanation)).toEqual([
    'source change',
    'router event',
    'router keys',
    'router flush',
    'query fetch',
    'query settled',
  ])
  expect(explanation.from.sentence).toBe(
    'What is shown was fetched 880 ms ago, at 00:00:02.120 UTC, in 40 ms, because an UPDATE of rows was heard 900 ms ago, at 00:00:02.100 UTC, which means LIST.',
  )
  expect(explanation).toMatchObject({ cached: true, covered: true, waitsFor: [] })
  expect(explanation.text).toMatch(/^\["list","a"\] is live, at most 5 min behind\./)
})

test('what is shown after the connection went live says so, and which connection', async () => {
  const { told } = await live()
  expect(told().from.sentence).toContain('because the connection went live 100 ms ago')
  expect(steps(told())[0]).toBe('connection joining')
})

test('each other reason of a fetch has its words', async () => {
  const { clock, list, queryClient, realtime, source, told } = await live()
  source.say({ type: 'lost', cause: { code: 'socket-closed', message: 'The socket was closed.' } })
  await clock.pass(7_000)
  await list.answer()
  expect(told().from.sentence).toContain('because its time to be polled had come')
  expect(told().waitsFor).toMatchObject([{ code: 'socket-closed' }])
  void queryClient.refetchQueries({ queryKey: key })
  await list.answer()
  expect(told().from.sentence).toContain('because the app asked for it by itself')
  realtime.changed([['list']])
  await clock.pass(30)
  await list.answer()
  expect(told().from.sentence).toContain('that ["list"] had changed')
  const release = realtime.hold(key, { reason: 'drag' })
  realtime.emit({ type: 'LIST', list: 'a' })
  await clock.pass(600)
  expect(told().waitsFor.map(({ code }) => code)).toEqual(['held', 'release'])
  release()
  await list.answer()
  expect(told().from.sentence).toContain('because the hold "drag" over ["list","a"] was released')
})

test('it says what would refresh it: families, tables, events that did, and the next poll', async () => {
  const { change, clock, list, told } = await live({
    realtime: { families: [{ key: ['list'], tables: ['rows'] }] },
  })
  await clock.pass(2_000)
  change('a')
  await clock.pass(600)
  await list.answer()
  expect(told().refreshedBy).toEqual([
    'Events whose rules touch it. It is of ["list"], which reads rows.',
    'LIST did so once, last 600 ms ago, at 00:00:02.100 UTC.',
    expect.stringMatching(/^Its safety refetch, 5 min after each fetch: in \d/),
  ])
})

test('a key that nobody has says so and names the nearest; nothing throws', async () => {
  const { queryClient, realtime } = await live()
  queryClient.setQueryData(['list', 'b', 1], 1)
  queryClient.setQueryData(['other'], 1)
  const explanation = explain(realtime, ['list', 'b', 2])
  expect(explanation).toMatchObject({
    cached: false,
    freshness: { state: 'unknown', cause: { code: 'not-cached' } },
    nearest: [
      ['list', 'b', 1],
      ['list', 'a'],
    ],
  })
  expect(explanation.text).toContain(
    'No attached cache has a query of this key; 3 others are cached.',
  )
  realtime.stop()
  expect(explain(realtime, key).cached).toBe(false)
})

test('a key of no family is told so', async () => {
  const { realtime, watch } = await live()
  await watch(['settings']).answer()
  const explanation = explain(realtime, ['settings'])
  expect(explanation).toMatchObject({ covered: false, refreshedBy: [] })
  expect(explanation.text).toContain('No declared family covers it')
})

test('without a trace the past is unknown, and it says how to have one', async () => {
  const { told } = await live({ trace: noTrace })
  expect(told().from.sentence).toContain('createTrace(systemClock)')
  expect(told().freshness.state).toBe('live')
})

test('a snapshot from a bug report explains the same as the moment did', async () => {
  const { realtime, told } = await live()
  const there = told()
  const report = readSnapshot(JSON.stringify(takeSnapshot(realtime)))
  expect(explainSnapshot(report, key).text).toBe(there.text)
})

test('a shortened report, and entries of a later version, are explained as far as they go', async () => {
  const { realtime } = await live()
  const { entries, queries, ...snapshot } = takeSnapshot(realtime)
  const later = { id: 99, at: 5, causes: [1], part: 'future', what: 'thing', detail: {} }
  const report = readSnapshot({
    ...snapshot,
    queries: queries.map(({ hash, key: one }) => ({ hash, key: one })),
    entries: [...entries, later],
  })
  expect(explainSnapshot(report, key)).toMatchObject({ cached: true, covered: false })
  expect(explainSnapshot(report, key).from.sentence).toContain('the connection went live')
})

test('what is the query’s own is not said to be tried again; what is the connection’s is', async () => {
  const { clock, list, realtime, source, watch } = await live()
  const fixed = watch(['list', 'fixed'], { staleTime: 'static' })
  await fixed.answer()
  source.say({ type: 'lost', cause: { code: 'channel-closed', message: 'It was closed.' } })
  await clock.pass(100)
  expect(realtime.nextTryAt()).toBeGreaterThan(0)
  const [own] = explain(realtime, ['list', 'fixed']).waitsFor
  expect(own).toEqual({
    code: 'static',
    message: 'It is static: it is never fetched again.',
    until: undefined,
  })
  expect(explain(realtime, key).waitsFor[0]).toMatchObject({
    code: 'channel-closed',
    message: expect.stringMatching(/^It was closed\. Tried again in /),
    until: realtime.nextTryAt(),
  })
  expect(list.startedAt.length).toBeGreaterThan(0)
})

test('nothing refreshes what is disabled, and what nobody shows is fetched when it is shown', async () => {
  const { list, realtime, told, watch } = await live()
  realtime.emit({ type: 'LIST', list: 'a' })
  list.unmount()
  expect(told().refreshedBy).toEqual(['It is fetched when it is shown.'])
  watch(['list', 'off'], { enabled: false })
  expect(explain(realtime, ['list', 'off']).refreshedBy).toEqual([])
})

test('a fetch of a query that is gone is not taken for what is shown', async () => {
  const { clock, queryClient, told } = await live()
  queryClient.removeQueries({ queryKey: key })
  await clock.pass(1_000)
  queryClient.setQueryData(key, 'by hand', { updatedAt: clock.now() })
  expect(told().from).toMatchObject({
    fetch: undefined,
    chain: [],
    sentence: expect.stringContaining('or it was set by hand'),
  })
})

test('of several caches the fetch is told that the shown one made', async () => {
  const { clock, realtime, told } = await live()
  const before = told().from.fetch
  const other = new QueryClient()
  realtime.attach(other.getQueryCache())
  await clock.pass(1_000)
  await other.fetchQuery({ queryKey: key, queryFn: () => 1 })
  expect(told().from.fetch).toEqual(before)
})

test('a key that is none, or has what JSON cannot say, is told as not cached', async () => {
  const { realtime } = await live()
  expect(explain(realtime, undefined as never)).toMatchObject({ cached: false, nearest: [] })
  expect(explain(realtime, null as never).text).toContain('No attached cache')
  expect(explain(realtime, ['list', 5n]).text).toMatch(/^\["list","5n"\] is not kept fresh/)
  expect(queryFreshness(realtime, undefined as never).current.cause?.code).toBe('not-cached')
})

test('a key that cannot be written as JSON is told as not cached, and does not throw', async () => {
  const { realtime } = await live()
  const itself: Record<string, unknown> = {}
  itself['self'] = itself
  expect(explain(realtime, ['list', itself]).text).toMatch(
    /^\[2 parts that cannot be written as JSON\] is not kept fresh/,
  )
})
