import { expect, test } from 'vitest'
import { liveAndVouched, logged } from '../../test/logged.ts'
import { outcome, underWay } from '../../test/outcome.ts'
import { sessionOf, settle } from '../testing/index.ts'

test('F11: it says so when another scope is followed while the log is asked: its answers tell nothing of the write', async () => {
  const { log, realtime } = await liveAndVouched()
  const settled = outcome(realtime.settled(Promise.resolve('written')))
  await settle()
  realtime.follow('b')
  await settle()
  while (log.open() > 0) await log.answer()
  expect(settled()).toBe('not-settled')
})

test.each([
  ['another scope that is followed', 'b', 'ann'],
  ['another user who signs in', 'a', 'bob'],
])('F11: %s while the write is under way cannot tell of it', async (_, scope, user) => {
  const { clock, log, realtime, sessions } = await liveAndVouched([])
  const write = underWay()
  const settled = outcome(realtime.settled(write.answered))
  sessions.say(sessionOf(user))
  realtime.follow(scope)
  await clock.pass(100)
  await log.answer()
  expect(log.asked.at(-1)).toContain(`${scope} for ${user}`)
  write.answer('written')
  await settle()
  expect(settled()).toBe('not-settled')
  expect(log.open()).toBe(0)
})

test('F11: who comes back to the scope before the write is answered is told of it', async () => {
  const { clock, commit, list, log, realtime } = await liveAndVouched()
  const write = underWay()
  const settled = outcome(realtime.settled(write.answered))
  const leave = realtime.follow('b')
  await clock.pass(100)
  leave()
  await clock.pass(100)
  commit('a', { pushed: false })
  write.answer('written')
  await settle()
  while (log.open() > 0) await log.answer()
  expect(settled()).toBe('waits')
  await clock.pass(500)
  await list.answer()
  expect(settled()).toBe('done: written')
  expect(list.shown()).toBe(2)
})

test('F11: who signs in only to write is told by the scope that is followed then', async () => {
  const { clock, log, realtime, sessions } = await logged({ signedIn: false })
  const settled = outcome(
    realtime.settled(() => {
      sessions.say(sessionOf('ann'))
      return Promise.resolve('written')
    }),
  )
  await clock.pass(100)
  expect(settled()).toBe('waits')
  await log.answer()
  await log.answer()
  expect(settled()).toBe('done: written')
})

test('F11: what is held is not waited for: the hold may be waiting for it, and is made up for on release', async () => {
  const { clock, commit, list, log, realtime, story } = await liveAndVouched()
  const saved = outcome(
    realtime.holdWhile([['list', 'a']], () => realtime.settled(Promise.resolve('written'))),
  )
  commit('a')
  await settle()
  await log.answer()
  expect(saved()).toBe('done: written')
  await clock.pass(100)
  await list.answer()
  expect(list.shown()).toBe(2)
  await clock.pass(10_000)
  expect(story().filter(line => line.includes('fetches'))).toEqual(['2 fetches list a'])
})

test('F11: a query that comes under a hold while it is waited for is waited for no longer', async () => {
  const { clock, commit, log, realtime } = await liveAndVouched()
  commit('a', { pushed: false })
  const settled = outcome(realtime.settled(Promise.resolve('written')))
  await settle()
  await log.answer()
  await clock.pass(500)
  expect(settled()).toBe('waits')
  realtime.hold(['list', 'a'])
  await settle()
  expect(settled()).toBe('done: written')
})

test('F11: the other way round, it waits until what a hold put off is shown, too', async () => {
  const { clock, commit, list, log, realtime } = await liveAndVouched()
  const write = underWay()
  const settled = outcome(
    realtime.settled(() => realtime.holdWhile([['list', 'a']], () => write.answered)),
  )
  commit('a')
  await clock.pass(1_000)
  write.answer('written')
  await settle()
  await log.answer()
  expect(settled()).toBe('waits')
  await list.answer()
  expect(settled()).toBe('done: written')
  expect(list.shown()).toBe(2)
})

test('F11: a provider that is mounted anew owes the write to what is on screen, as the one before did', async () => {
  const { clock, commit, list, log, queryClient, realtime, detach } = await liveAndVouched()
  commit('a', { pushed: false })
  const settled = outcome(realtime.settled(Promise.resolve('written')))
  await settle()
  await log.answer()
  await clock.pass(100)
  // A route is left, and the next one has a provider of its own around the same cache.
  detach()
  await settle()
  expect(settled()).toBe('waits')
  realtime.attach(queryClient.getQueryCache())
  // It was in flight before: nobody knows when it began.
  await list.answer()
  expect(settled()).toBe('waits')
  await clock.pass(100)
  await list.answer()
  expect(settled()).toBe('done: written')
  expect(list.shown()).toBe(2)
})

test('F11: stopped, it is not waited for, neither for the log nor for what is fetched, nor later', async () => {
  const { clock, commit, log, realtime } = await liveAndVouched(undefined, { heartbeats: false })
  const write = underWay()
  const late = outcome(realtime.settled(write.answered))
  const fetched = outcome(realtime.settled(Promise.resolve()))
  commit('a', { pushed: false })
  await settle()
  await log.answer()
  await clock.pass(500)
  const asked = outcome(realtime.settled(Promise.resolve()))
  await settle()
  expect(log.open()).toBe(1)
  expect([fetched(), asked()]).toEqual(['waits', 'waits'])
  realtime.stop()
  await settle()
  expect([fetched(), asked()]).toEqual(['not-settled', 'not-settled'])
  write.answer('written')
  await settle()
  expect(late()).toBe('not-settled')
  expect(clock.pending()).toBe(0)
})
