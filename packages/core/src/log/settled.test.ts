import { expect, test } from 'vitest'
import { liveAndVouched, logged, vouched } from '../../test/logged.ts'
import { world } from '../../test/world.ts'
import { sessionOf, settle } from '../testing/index.ts'

/** What came of `work` so far. */
function outcome(work: Promise<unknown>): () => string {
  let came = 'waits'
  work.then(
    result => (came = `done: ${String(result)}`),
    (error: Error & { readonly code?: string }) => (came = `${error.code ?? error.message}`),
  )
  return () => came
}

/** A write that is answered when the test says so. */
function underWay() {
  const resolves: ((text: string) => void)[] = []
  const answered = new Promise<string>(resolve => resolves.push(resolve))
  return { answered, answer: (text: string) => resolves[0]?.(text) }
}

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

test('F11: and when another scope is followed meanwhile: its answers tell nothing of the write', async () => {
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

test('F11: without a log nobody can say', async () => {
  const { realtime } = world()
  const settled = outcome(realtime.settled(Promise.resolve()))
  await settle()
  expect(settled()).toBe('no-log')
})

test('F11: stopped, it is not waited for', async () => {
  const { realtime } = await liveAndVouched()
  const settled = outcome(realtime.settled(Promise.resolve()))
  await settle()
  realtime.stop()
  await settle()
  expect(settled()).toBe('not-settled')
})
