import { QueryClient } from '@tanstack/query-core'
import { expect, test } from 'vitest'
import { liveAndVouched, logged, vouched } from '../../test/logged.ts'
import { sessionOf, settle } from '../testing/index.ts'

const lists = [
  ['list', 'a'],
  ['list', 'b'],
] as const

const lost = { type: 'lost', cause: { code: 'socket-closed', message: 'It closed.' } } as const

test('F2, F3: after the proof, and not before it, what was missed is asked for, and nothing else is fetched', async () => {
  const { clock, commit, log, queries, source, story } = await vouched(lists)
  commit('b', { pushed: false })
  source.say({ type: 'joined' })
  await clock.pass(100)
  expect(story()).toEqual([])
  source.say({ type: 'proved' })
  await settle()
  await log.answer()
  await clock.pass(500)
  expect(story()).toEqual(['1.1 is live', '1.1 asks a since 0', '1.1 fetches list b'])
  await queries[1]?.answer()
  expect(queries[1]?.shown()).toBe(2)
})

test('F2: a question that was under way when the proof came is asked again after its answer', async () => {
  const { clock, commit, log, source, story } = await vouched(lists)
  await clock.pass(4_500)
  source.goLive()
  // Of before this, which push did not tell of either.
  await log.answer()
  commit('a', { pushed: false })
  await log.answer()
  await clock.pass(500)
  expect(story()).toEqual([
    '5 asks a since 0',
    '5.5 is live',
    '5.5 asks a since 0',
    '5.5 fetches list a',
  ])
})

test('F3: so it is when that second question fails: then everything is fetched', async () => {
  const { clock, commit, log, source, story } = await vouched(lists)
  await clock.pass(4_500)
  source.goLive()
  await log.answer()
  commit('a', { pushed: false })
  await log.fail()
  expect(story()).toEqual([
    '5 asks a since 0',
    '5.5 is live',
    '5.5 asks a since 0',
    '5.5 fetches list a',
    '5.5 fetches list b',
  ])
})

test('F3: an entry into live whose question fails fetches everything, as without a log', async () => {
  const { log, source, story } = await vouched(lists)
  source.goLive()
  await settle()
  await log.fail()
  expect(story()).toEqual(['1 is live', '1 asks a since 0', '1 fetches list a', '1 fetches list b'])
})

test('F3, F6: what that question would have told is told later, and is no silent loss', async () => {
  const { clock, commit, log, queries, silentLosses, source, story } = await vouched(lists)
  commit('a', { pushed: false })
  source.goLive()
  await settle()
  await log.fail()
  for (const query of queries) await query.answer()
  await clock.pass(1_000)
  story()
  await log.answer()
  await clock.pass(6_000)
  expect(story()).toEqual(['2 fetches list a'])
  expect(silentLosses()).toBe(0)
})

test('F3: an entry into live that nothing vouches for yet is one catch-up, with the first answer', async () => {
  const { clock, log, source, story, watch } = await logged()
  const list = watch(['list', 'a'])
  await clock.pass(0)
  await list.answer()
  source.goLive()
  await clock.pass(500)
  await log.answer()
  await list.answer()
  await clock.pass(1_000)
  expect(story()).toEqual(['0 asks a', '0 fetches list a', '0 is live', '0.5 fetches list a'])
})

test('F3: an answer that is not complete after the proof has everything fetched', async () => {
  const { log, source, story } = await vouched(lists)
  source.goLive()
  await settle()
  await log.answer({ complete: false, reason: 'other-history' })
  expect(story().slice(2)).toEqual(['1 fetches list a', '1 fetches list b'])
})

test('F3: every return to live routes what was missed, also of what is not on screen', async () => {
  const { clock, commit, log, queries, queryClient, source, story } = await liveAndVouched(lists)
  queries[1]?.unmount()
  source.say(lost)
  await clock.pass(1_000)
  commit('b', { pushed: false })
  source.goLive()
  await settle()
  await log.answer()
  await clock.pass(500)
  expect(story()).toEqual(['2 is not live', '3 is live', '3 asks a since 0'])
  expect(queryClient.getQueryState(['list', 'b'])?.isInvalidated).toBe(true)
  expect(queryClient.getQueryState(['list', 'a'])?.isInvalidated).toBe(false)
})

test('F3: a repeated proof is an entry too', async () => {
  const { log, source, story } = await liveAndVouched(lists)
  source.say({ type: 'proved' })
  await settle()
  await log.answer()
  expect(story()).toEqual(['2 asks a since 0'])
})

test('F3: while the backend is away nobody can tell: what was missed is fetched when it is back', async () => {
  const { clock, environment, log, source, story } = await liveAndVouched()
  environment.online.set(false)
  await clock.pass(1_000)
  source.goLive()
  environment.online.set(true)
  await clock.pass(2_000)
  await log.answer()
  expect(story().filter(line => line.includes('asks'))).toHaveLength(1)
})

test('F3: a cache that comes while the log is trusted is caught up with, though it is not live', async () => {
  const { realtime } = await vouched()
  const other = new QueryClient()
  other.setQueryData(['list', 'a'], 'of an hour ago')
  realtime.attach(other.getQueryCache())
  expect(other.getQueryState(['list', 'a'])?.isInvalidated).toBe(true)
})

test('F3: one that comes while the log fails is caught up with too: the log goes on from before it came', async () => {
  const { clock, commit, log, realtime, source } = await vouched()
  const other = new QueryClient()
  other.setQueryData(['list', 'b'], 'of before', { updatedAt: clock.now() })
  commit('b', { pushed: false })
  await clock.pass(4_500)
  await log.answer()
  await clock.pass(5_000)
  await log.fail()
  realtime.attach(other.getQueryCache())
  await clock.pass(6_000)
  await log.answer()
  source.goLive()
  await settle()
  await log.answer()
  expect(realtime.state.current.status).toBe('live')
  expect(other.getQueryState(['list', 'b'])?.isInvalidated).toBe(true)
})

test('F6: what was pushed and could not be read is asked for at once, also right after a token push', async () => {
  const { clock, commit, log, sessions, source, story } = await liveAndVouched()
  sessions.say(sessionOf('ann', 'the next token'), 'TOKEN_REFRESHED')
  await clock.pass(1_000)
  story()
  // The echo of the token alone.
  source.say({ type: 'proved' })
  await settle()
  expect(story()).toEqual([])
  commit('a', { pushed: false })
  source.say({ type: 'missed' })
  await settle()
  await log.answer()
  await clock.pass(500)
  expect(story()).toEqual(['3 asks a since 0', '3 fetches list a'])
})
