import { dehydrate, hydrate, QueryClient, type DehydratedState } from '@tanstack/query-core'
import { expect, test } from 'vitest'
import { liveAndVouched, logged, vouched } from '../../test/logged.ts'
import { settle } from '../testing/index.ts'

const since = (cursor: string) => ({ scopeId: 'a', userId: 'ann', cursor })

test('F12: nothing is vouched for before the first answer, nor until what that asks for has landed', async () => {
  const { clock, log, realtime, watch } = await logged()
  const list = watch(['list', 'a'])
  await clock.pass(0)
  expect(realtime.bookmark()).toBeUndefined()
  await list.answer()
  await log.answer()
  expect(realtime.bookmark()).toBeUndefined()
  await list.answer()
  expect(realtime.bookmark()).toEqual(since('0'))
})

test('F12: the bookmark is never newer than what the caches hold', async () => {
  const { clock, commit, list, log, realtime } = await vouched()
  expect(realtime.bookmark()).toEqual(since('0'))
  commit('a', { pushed: false })
  await clock.pass(4_500)
  await log.answer()
  // Told of, and in its window.
  expect(realtime.bookmark()).toEqual(since('0'))
  await clock.pass(50)
  // In flight.
  expect(realtime.bookmark()).toEqual(since('0'))
  await list.answer()
  expect(realtime.bookmark()).toEqual(since('1'))
})

test('F12: what push is given longer for is not vouched for either', async () => {
  const { clock, commit, list, log, realtime } = await liveAndVouched()
  commit('a', { pushed: false })
  realtime.bookmark()
  await clock.pass(60_000)
  await log.answer()
  expect(realtime.bookmark()).toEqual(since('0'))
  await clock.pass(5_500)
  await list.answer()
  expect(realtime.bookmark()).toEqual(since('1'))
})

test('F12: nor is a catch-up that is still being spread', async () => {
  const windows = { spreadMs: 10_000 }
  const { clock, log, realtime } = await vouched(undefined, { realtime: { windows } })
  await clock.pass(6_000)
  expect(realtime.bookmark()).toEqual(since('0'))
  await log.answer({ complete: false, cursor: '9' })
  expect(realtime.bookmark()).toEqual(since('0'))
})

test('F12: what is marked is kept marked, so that it may be vouched for', async () => {
  const { clock, commit, list, log, queryClient, realtime } = await vouched()
  list.unmount()
  commit('a', { pushed: false })
  await clock.pass(4_500)
  await log.answer()
  await clock.pass(500)
  expect(queryClient.getQueryState(['list', 'a'])?.isInvalidated).toBe(true)
  expect(realtime.bookmark()).toEqual(since('1'))
})

test('F12: what is held is not vouched for, since nobody knows whether it will be saved', async () => {
  const { commit, clock, list, log, queryClient, realtime } = await vouched()
  let end = (): void => undefined
  const saving = new Promise<void>(resolve => (end = resolve))
  const saved = realtime.holdWhile([['list', 'a']], () => saving)
  queryClient.setQueryData(['list', 'a'], 'not saved yet')
  expect(realtime.bookmark()).toBeUndefined()
  commit('a', { pushed: false })
  end()
  await saved
  // What was saved is told with the next answer.
  expect(realtime.bookmark()).toEqual(since('0'))
  await clock.pass(4_500)
  await log.answer()
  await clock.pass(500)
  await list.answer()
  expect(realtime.bookmark()).toEqual(since('1'))
})

test.each([
  ['held for work that is not over', 'work'],
  ['held by hand and not released', 'hand'],
])('F12: nor is what is %s, though its hold ran out and nothing was fetched', async (_, how) => {
  const { clock, list, queryClient, realtime } = await liveAndVouched()
  let end = (): void => undefined
  if (how === 'hand') end = realtime.hold(['list', 'a'])
  else {
    const saving = new Promise<void>(resolve => (end = resolve))
    void realtime.holdWhile([['list', 'a']], () => saving)
  }
  queryClient.setQueryData(['list', 'a'], 'not saved yet')
  await clock.pass(31_000)
  expect([realtime.holds(), list.startedAt.length]).toEqual([[], 1])
  expect(list.shown()).toBe('not saved yet')
  expect(realtime.bookmark()).toBeUndefined()
  end()
  await settle()
  // Work that took longer than its hold is followed by a fetch.
  if (how === 'work') await list.answer()
  expect(realtime.bookmark()).toEqual(since('0'))
})

test('F12: it vouches for a cache that has left, until that is back or holds nothing any more', async () => {
  const { clock, commit, log, realtime } = await logged()
  const other = new QueryClient()
  await log.answer()
  const leave = realtime.attach(other.getQueryCache())
  other.setQueryData(['list', 'b'], 'old', { updatedAt: clock.now() + 1 })
  expect(realtime.bookmark()).toEqual(since('0'))
  leave()
  commit('b', { pushed: false })
  await clock.pass(5_000)
  await log.answer()
  await clock.pass(1_000)
  expect(other.getQueryState(['list', 'b'])?.isInvalidated).toBe(false)
  expect(realtime.bookmark()).toEqual(since('0'))
  const leaveAgain = realtime.attach(other.getQueryCache())
  expect(other.getQueryState(['list', 'b'])?.isInvalidated).toBe(true)
  expect(realtime.bookmark()).toEqual(since('1'))
  leaveAgain()
  other.clear()
  commit('b', { pushed: false })
  await clock.pass(5_000)
  await log.answer()
  await clock.pass(1_000)
  expect(realtime.bookmark()).toEqual(since('2'))
})

test('F12: a bookmark of one scope is none of another’s', async () => {
  const { log, realtime } = await vouched()
  expect(realtime.bookmark()).toEqual(since('0'))
  realtime.follow('b')
  await settle()
  expect(realtime.bookmark()).toBeUndefined()
  await log.answer()
})

test('F9, F12: once the scope was refused, nothing of before is vouched for: what was fetched meanwhile lacks it', async () => {
  const { clock, commit, list, log, realtime } = await liveAndVouched()
  expect(realtime.bookmark()).toEqual(since('0'))
  await clock.pass(60_000)
  await log.refuse()
  await list.answer()
  commit('a', { pushed: false })
  await clock.pass(6_000)
  // Granted: everything is fetched anew, and in flight.
  await log.answer()
  expect(realtime.bookmark()).toBeUndefined()
  await clock.pass(5_000)
  while (log.open() > 0) await log.answer()
  await list.answer()
  await clock.pass(100)
  await list.answer()
  expect(realtime.bookmark()).toEqual(since('1'))
})

/** A page that shows two lists, is left, and comes back with what it kept. */
async function kept(): Promise<{ readonly state: DehydratedState; readonly cursor: string }> {
  const before = await vouched([
    ['list', 'a'],
    ['list', 'b'],
  ])
  const { cursor } = before.realtime.bookmark() ?? { cursor: 'none' }
  return { state: dehydrate(before.queryClient), cursor }
}

test('F12: a page that comes back with its bookmark fetches only what changed since', async () => {
  const { cursor, state } = await kept()
  const { clock, commit, log, queryClient, realtime, source, story, watch } = await logged()
  commit('b', { pushed: false })
  realtime.resume(since(cursor))
  hydrate(queryClient, state)
  for (const name of ['a', 'b']) watch(['list', name], { staleTime: Infinity })
  await settle()
  // The first question was under way; what it is answered no longer counts.
  await log.answer()
  await log.answer()
  await clock.pass(500)
  source.goLive()
  await settle()
  await log.answer()
  await clock.pass(500)
  expect(story()).toEqual([
    '0 asks a',
    '0 asks a since 0',
    '0 fetches list b',
    '0.5 is live',
    '0.5 asks a since 1',
  ])
})

test('F12: one that the log does not know any more has everything fetched', async () => {
  const { cursor, state } = await kept()
  const { log, queryClient, realtime, story, watch } = await logged()
  realtime.resume(since(cursor))
  hydrate(queryClient, state)
  for (const name of ['a', 'b']) watch(['list', name], { staleTime: Infinity })
  await settle()
  await log.answer()
  await log.answer({ complete: false, reason: 'too-old' })
  expect(story().slice(2)).toEqual(['0 fetches list a', '0 fetches list b'])
})

test('F12: one of another user or scope does nothing, and one that comes after an answer comes too late', async () => {
  const { log, realtime } = await logged()
  realtime.resume({ scopeId: 'b', userId: 'ann', cursor: '7' })
  realtime.resume({ scopeId: 'a', userId: 'bob', cursor: '7' })
  await settle()
  expect(log.asked.every(question => question === 'a for ann')).toBe(true)
  while (log.open() > 0) await log.answer()
  realtime.resume(since('7'))
  await settle()
  expect(log.open()).toBe(0)
})

test('F12: nor is anything fetched where the page is mounted twice, as StrictMode does, or late', async () => {
  const { state } = await kept()
  const { clock, log, realtime, watch, queryClient } = await logged()
  realtime.resume(since('0'))
  hydrate(queryClient, state)
  const lists = ['a', 'b'].map(name => watch(['list', name], { staleTime: Infinity }))
  const other = new QueryClient()
  hydrate(other, state)
  realtime.attach(other.getQueryCache())()
  realtime.attach(other.getQueryCache())
  await settle()
  expect(realtime.state.current.log?.status).toBe('asking')
  while (log.open() > 0) await log.answer()
  await clock.pass(500)
  expect(realtime.state.current.log?.status).toBe('trusted')
  expect(lists.map(list => list.startedAt)).toEqual([[], []])
  expect(other.getQueryState(['list', 'a'])?.isInvalidated).toBe(false)
})

test('F3, F12: an entry into live before the bookmark came has everything fetched if its question fails', async () => {
  const { commit, log, realtime, source, story, watch, ...l } = await logged()
  await watch(['list', 'a']).answer()
  commit('a', { pushed: false })
  source.goLive()
  await settle()
  realtime.resume(since('0'))
  await settle()
  story()
  while (log.open() > 0) await log.fail()
  await l.clock.pass(1_500)
  while (log.open() > 0) await log.answer()
  await l.clock.pass(6_000)
  expect(story()).toEqual(['0 fetches list a', '1 asks a since 0'])
  expect(l.silentLosses()).toBe(0)
})

test('R1, F12: data older than the bookmark that comes once that was answered is caught up with', async () => {
  const rendered = new QueryClient()
  rendered.setQueryData(['list', 'b'], 'of long ago', { updatedAt: 1_000 })
  const { clock, commit, log, queryClient, realtime, source, watch } = await logged()
  await clock.pass(5_000)
  commit('b', { pushed: false })
  realtime.resume(since('1'))
  await settle()
  while (log.open() > 0) await log.answer()
  source.goLive()
  await settle()
  await log.answer()
  await clock.pass(2_000)
  hydrate(queryClient, dehydrate(rendered))
  queryClient.setQueryData(['list', 'c'], 'of now', { updatedAt: clock.now() })
  const lists = ['b', 'c'].map(name => watch(['list', name], { staleTime: Infinity }))
  await clock.pass(500)
  expect(lists.map(list => list.startedAt.length)).toEqual([1, 0])
})
