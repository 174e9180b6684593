import { expect, test } from 'vitest'
import { liveAndVouched, vouched } from '../../test/logged.ts'
import { outcome } from '../../test/outcome.ts'
import { world } from '../../test/world.ts'
import { settle } from '../testing/index.ts'

test('F11: it resolves, as the write did, once everything on screen that the write touched shows it', async () => {
  const { clock, commit, log, queries, realtime } = await liveAndVouched([
    ['list', 'a'],
    ['list', 'b'],
  ])
  commit('a', { pushed: false })
  const settled = outcome(realtime.settled(Promise.resolve('written')))
  await clock.pass(100)
  expect(settled()).toBe('waits')
  await log.answer()
  await clock.pass(500)
  expect(settled()).toBe('waits')
  await queries[0]?.answer()
  expect(settled()).toBe('done: written')
  expect(queries[0]?.shown()).toBe(2)
})

test('F11: where the write touched nothing on screen, the log’s answer is enough', async () => {
  const { commit, log, realtime } = await liveAndVouched()
  commit('other', { pushed: false })
  const settled = outcome(realtime.settled(() => Promise.resolve(1)))
  await settle()
  await log.answer()
  expect(settled()).toBe('done: 1')
})

test('F11: a question that was under way does not answer it: it may have left before the write', async () => {
  const { clock, commit, log, list, realtime } = await vouched()
  await clock.pass(4_500)
  commit('a', { pushed: false })
  const settled = outcome(realtime.settled(Promise.resolve('written')))
  await settle()
  await log.answer({ changes: [], cursor: '0' })
  expect(settled()).toBe('waits')
  await log.answer()
  await clock.pass(100)
  await list.answer()
  expect(settled()).toBe('done: written')
})

test('F11: a drift check under way that already tells of the write does not wait for push either', async () => {
  const { clock, commit, log, list, realtime } = await liveAndVouched()
  await clock.pass(60_000)
  commit('a', { pushed: false })
  const settled = outcome(realtime.settled(Promise.resolve('written')))
  await settle()
  await log.answer()
  await log.answer()
  expect(settled()).toBe('waits')
  await clock.pass(100)
  await list.answer()
  expect(settled()).toBe('done: written')
  expect(list.shown()).toBe(2)
})

test('F11: a fetch that was in flight when the write was told is not enough', async () => {
  const { clock, commit, log, list, queryClient, realtime } = await liveAndVouched()
  void queryClient.refetchQueries({ queryKey: ['list', 'a'] })
  commit('a', { pushed: false })
  const settled = outcome(realtime.settled(Promise.resolve('written')))
  await settle()
  await log.answer()
  await clock.pass(100)
  await list.answer()
  expect(settled()).toBe('waits')
  await clock.pass(100)
  await list.answer()
  expect(settled()).toBe('done: written')
})

test('F11: a write that fails is not waited for', async () => {
  const { log, realtime } = await liveAndVouched()
  const settled = outcome(realtime.settled(Promise.reject(new Error('refused'))))
  await settle()
  expect(settled()).toBe('refused')
  expect(log.open()).toBe(0)
})

test('F11: it says so when the log fails, when nobody can be asked, and after 10 s', async () => {
  const { clock, environment, log, realtime } = await liveAndVouched()
  const failed = outcome(realtime.settled(Promise.resolve()))
  await settle()
  await log.fail()
  expect(failed()).toBe('not-settled')
  const late = outcome(realtime.settled(Promise.resolve()))
  await clock.pass(9_900)
  expect(late()).toBe('waits')
  await clock.pass(100)
  expect(late()).toBe('not-settled')
  await log.fail()
  environment.online.set(false)
  const offline = outcome(realtime.settled(Promise.resolve()))
  await settle()
  expect(offline()).toBe('not-settled')
})

test('F11: what is never fetched again, and what is on screen no more, is not waited for', async () => {
  const { clock, commit, log, queries, realtime, watch } = await liveAndVouched([['list', 'a']])
  const fixed = watch(['list', 'b'], { staleTime: 'static' })
  await clock.pass(0)
  await fixed.answer()
  commit('a', { pushed: false })
  commit('b', { pushed: false })
  const settled = outcome(realtime.settled(Promise.resolve('written')))
  await settle()
  await log.answer()
  await clock.pass(500)
  expect(settled()).toBe('waits')
  queries[0]?.unmount()
  await settle()
  expect(settled()).toBe('done: written')
})

test('F11: without a log nobody can say', async () => {
  const { realtime } = world()
  const settled = outcome(realtime.settled(Promise.resolve()))
  await settle()
  expect(settled()).toBe('no-log')
})
