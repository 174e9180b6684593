import { expect, test } from 'vitest'
import { shownTwo } from '../../test/shown.ts'
import { sessionOf, settle } from '../testing/index.ts'

test('R7: events for a held scope wait and make one refetch on release; other scopes go on', async () => {
  const { a, b, at, change, clock, database, realtime } = await shownTwo()
  const release = realtime.hold(['list', 'a'])
  change('a')
  change('b')
  await clock.pass(5_000)
  expect([a.startedAt, b.startedAt]).toEqual([[], [at(20)]])
  change('a')
  await clock.pass(1_000)
  release()
  expect(a.startedAt).toEqual([at(6_000)])
  await a.answer()
  await clock.pass(60_000)
  expect(a.startedAt).toHaveLength(1)
  expect(a.shown()).toBe(database.version)
})

test('R4, R7: a change that the app knows of makes one refetch with the event that tells of it, also under a hold', async () => {
  const { a, b, at, change, clock, realtime } = await shownTwo()
  const release = realtime.hold(['list', 'a'])
  realtime.changed([['list', 'a']])
  release()
  await clock.pass(10)
  change('a')
  await clock.pass(5_000)
  expect([a.startedAt, b.startedAt]).toEqual([[at(20)], []])
})

test('R7: a release after which nothing is owed fetches nothing', async () => {
  const { a, clock, realtime } = await shownTwo()
  realtime.hold(['list', 'a'])()
  await clock.pass(60_000)
  expect(a.startedAt).toEqual([])
})

test('R7: a change of the whole family waits only for the queries that are held', async () => {
  const { a, b, at, clock, queryClient, realtime } = await shownTwo()
  const release = realtime.hold(['list', 'a'])
  void queryClient.invalidateQueries({ queryKey: ['list'] }, { cancelRefetch: false })
  await clock.pass(10)
  await b.answer()
  await clock.pass(90)
  expect(b.startedAt).toEqual([at(0)])
  expect(a.startedAt).toEqual([at(0)])
  await a.answer()
  expect(a.shown()).toBe(1)
  release()
  expect(a.startedAt).toEqual([at(0), at(100)])
})

test('R7: holds nest; releasing one of them twice releases no other', async () => {
  const { a, at, change, clock, realtime } = await shownTwo()
  const outer = realtime.hold(['list'])
  const inner = realtime.hold(['list', 'a'])
  change('a')
  await clock.pass(1_000)
  outer()
  outer()
  await clock.pass(1_000)
  expect(a.startedAt).toEqual([])
  inner()
  expect(a.startedAt).toEqual([at(2_000)])
})

test('R7: a hold that nobody releases ends after 30 s, is traced, and fetches what is owed', async () => {
  const { a, at, change, clock, realtime, source, trace } = await shownTwo()
  const release = realtime.hold(['list', 'a'], { reason: 'drag' })
  realtime.hold(['list', 'b'], { timeoutMs: 40_000 })
  change('a')
  await clock.pass(25_000)
  source.say({ type: 'alive' })
  expect(a.startedAt).toEqual([])
  await clock.pass(20_000)
  expect(a.startedAt).toEqual([at(30_000)])
  const ends = trace.entries().filter(({ what }) => what === 'hold ran out')
  expect(ends.map(({ at: time, detail }) => [time, detail])).toEqual([
    [at(30_000), { scope: ['list', 'a'], reason: 'drag' }],
    [at(40_000), { scope: ['list', 'b'], reason: undefined }],
  ])
  release()
  expect(a.startedAt).toHaveLength(1)
})

test('R7: what was in flight when the hold was taken is never shown; one fetch follows the release', async () => {
  const { a, at, change, clock, database, queryClient, realtime } = await shownTwo()
  change('a')
  await clock.pass(50)
  expect(a.startedAt).toEqual([at(20)])
  const release = realtime.hold(['list', 'a'])
  await a.answer()
  expect(a.shown()).toBe(1)
  queryClient.setQueryData(['list', 'a'], 'dragged')
  await clock.pass(1_000)
  expect(a.shown()).toBe('dragged')
  release()
  expect(a.startedAt).toEqual([at(20), at(1_050)])
  await a.answer()
  await clock.pass(60_000)
  expect(a.shown()).toBe(database.version)
  expect(a.startedAt).toHaveLength(2)
})

test('R7: a fetch that somebody else begins under a hold shows nothing either, and is made up for', async () => {
  const { a, at, clock, database, queryClient, realtime } = await shownTwo()
  const release = realtime.hold(['list', 'a'])
  queryClient.setQueryData(['list', 'a'], 'dragged')
  const refetched = queryClient.refetchQueries({ queryKey: ['list', 'a'] })
  await a.answer()
  await expect(refetched).resolves.toBeUndefined()
  expect(a.shown()).toBe('dragged')
  await clock.pass(500)
  database.version += 1
  release()
  expect(a.startedAt).toEqual([at(0), at(500)])
  await a.answer()
  expect(a.shown()).toBe(database.version)
})

test('R7: a fetch begun in the very turn of the release does not count for it', async () => {
  const { a, at, database, queryClient, realtime } = await shownTwo()
  const release = realtime.hold(['list', 'a'])
  queryClient.setQueryData(['list', 'a'], 'saved')
  void queryClient.refetchQueries({ queryKey: ['list', 'a'] })
  database.version += 1
  release()
  expect(a.startedAt).toEqual([at(0), at(0)])
  await a.answer()
  expect(a.shown()).toBe('saved')
  await a.answer()
  expect(a.shown()).toBe(database.version)
})

test('R7: polls and catch-up obey a hold, and are made up for on release', async () => {
  const { a, at, clock, realtime, source } = await shownTwo()
  const release = realtime.hold(['list', 'a'])
  source.say({ type: 'lost', cause: { code: 'channel-error', message: 'cut' } })
  await clock.pass(20_000)
  source.goLive()
  await clock.pass(1_000)
  expect(a.startedAt).toEqual([])
  release()
  expect(a.startedAt).toEqual([at(21_000)])
  await a.answer()
  await clock.pass(60_000)
  expect(a.startedAt).toHaveLength(1)
})

test('R7: a query without data is fetched under a hold, and once more on release', async () => {
  const { at, clock, realtime, watch } = await shownTwo()
  const release = realtime.hold(['list', 'c'])
  const c = watch(['list', 'c'])
  await clock.pass(100)
  await c.answer()
  await clock.pass(1_000)
  expect(c.startedAt).toEqual([at(0)])
  expect(c.shown()).toBe(1)
  release()
  expect(c.startedAt).toEqual([at(0), at(1_100)])
})

test('R7: data set by hand over a first fetch under a hold is not overwritten by it', async () => {
  const { clock, queryClient, realtime, watch } = await shownTwo()
  const c = watch(['list', 'c'])
  await clock.pass(100)
  const release = realtime.hold(['list', 'c'])
  queryClient.setQueryData(['list', 'c'], 'dragged')
  await settle()
  await c.answer()
  expect(c.shown()).toBe('dragged')
  release()
  await c.answer()
  expect(c.shown()).toBe(1)
})

test('R7: a held query that left the screen is marked stale on release, not fetched', async () => {
  const { a, change, clock, queryClient, realtime } = await shownTwo()
  const release = realtime.hold(['list', 'a'])
  change('a')
  await clock.pass(100)
  a.unmount()
  release()
  await clock.pass(60_000)
  expect(a.startedAt).toEqual([])
  expect(queryClient.getQueryState(['list', 'a'])?.isInvalidated).toBe(true)
})

test('R7: while a mutation is under way its own event and the app’s invalidation make one refetch, after it', async () => {
  const { a, at, change, clock, database, queryClient, realtime } = await shownTwo()
  const saved = realtime.holdWhile([['list', 'a']], async () => {
    queryClient.setQueryData(['list', 'a'], 'optimistic')
    await new Promise<void>(resolve => clock.after(300, resolve))
    change('a')
    await new Promise<void>(resolve => clock.after(300, resolve))
    void queryClient.invalidateQueries({ queryKey: ['list', 'a'] }, { cancelRefetch: false })
    return 'saved'
  })
  await clock.pass(599)
  expect(a.startedAt).toEqual([])
  await clock.pass(1)
  await expect(saved).resolves.toBe('saved')
  // The app's own refetch began before the release: it is cancelled for the one that shows the commit.
  expect(a.startedAt).toEqual([at(600), at(600)])
  await a.answer()
  expect(a.shown()).toBe('optimistic')
  await a.answer()
  await clock.pass(60_000)
  expect(a.shown()).toBe(database.version)
  expect(a.startedAt).toHaveLength(2)
})

test('R7: a mutation that fails releases its scopes and fails the same', async () => {
  const { a, change, clock, realtime } = await shownTwo()
  const fails = (): Promise<never> => Promise.reject(new Error('the backend failed'))
  await expect(
    realtime.holdWhile(
      [
        ['list', 'a'],
        ['list', 'b'],
      ],
      fails,
    ),
  ).rejects.toThrow('the backend failed')
  change('a')
  await clock.pass(20)
  expect(a.startedAt).toHaveLength(1)
})

test('R7: a mutation that outlives its hold is followed by a fetch, over whatever came in between', async () => {
  const { a, at, change, clock, database, realtime } = await shownTwo()
  void realtime.holdWhile(
    [['list', 'a']],
    () => new Promise<void>(resolve => clock.after(1_000, resolve)),
    { timeoutMs: 400 },
  )
  await clock.pass(500)
  change('a')
  await clock.pass(20)
  await a.answer()
  await clock.pass(480)
  expect(a.startedAt).toEqual([at(520), at(1_000)])
  await a.answer()
  expect(a.shown()).toBe(database.version)
})

test('R7: after stop a hold does nothing and arms no timer', async () => {
  const { change, clock, realtime, a } = await shownTwo()
  const release = realtime.hold(['list', 'a'])
  change('a')
  await clock.pass(100)
  realtime.stop()
  const late = realtime.hold(['list', 'b'])
  release()
  late()
  expect(a.startedAt).toEqual([])
  // What is left is the scripted heartbeat of the source.
  expect(clock.pending()).toBe(1)
})

test('R7, R8: a hold ends with its user; who comes next waits for nobody’s unfinished work', async () => {
  const { a, at, clock, realtime, sessions, source } = await shownTwo()
  const release = realtime.hold(['list', 'a'], { timeoutMs: Infinity })
  sessions.say(sessionOf('ben'))
  await clock.pass(10)
  source.goLive()
  expect(a.startedAt).toEqual([at(10)])
  await a.answer()
  release()
  await clock.pass(10_000)
  expect(a.startedAt).toEqual([at(10)])
})
