import { expect, test } from 'vitest'
import { logged, vouched } from '../../test/logged.ts'
import { sessionOf, settle } from '../testing/index.ts'

test('F1: a cursor is asked for as soon as there are a scope and a session, long before the proof', async () => {
  const { clock, log, sessions, source, story } = await logged({ signedIn: false })
  await clock.pass(1_000)
  expect(story()).toEqual([])
  sessions.say(sessionOf('ann'))
  await settle()
  source.say({ type: 'joined' })
  expect(log.asked).toEqual(['a for ann'])
})

test('F1: and while realtime is switched off', async () => {
  const { log } = await logged({ enabled: false })
  expect(log.asked).toEqual(['a for ann'])
})

test('F1: without a network nobody is asked; when it is back, within a second', async () => {
  const { clock, environment, realtime, story } = await logged()
  environment.online.set(false)
  realtime.follow('b')
  await settle()
  story()
  await clock.pass(60_000)
  expect(story()).toEqual([])
  environment.online.set(true)
  await clock.pass(1_000)
  expect(story().filter(line => line.includes('asks'))).toEqual(['60 asks b'])
})

test('F1, F4: the first answer vouches only for what is fetched after it came', async () => {
  const { clock, log, story, watch } = await logged()
  const list = watch(['list', 'a'])
  await clock.pass(500)
  await list.answer()
  await clock.pass(500)
  expect(story()).toEqual(['0 asks a', '0 fetches list a'])
  await log.answer()
  expect(story()).toEqual(['1 fetches list a'])
  await list.answer()
  await clock.pass(1_000)
  expect(story()).toEqual([])
})

test('F1: so it is with a log that calls its first answer complete', async () => {
  const { clock, log, story, watch } = await logged()
  const list = watch(['list', 'a'])
  await clock.pass(0)
  await list.answer()
  story()
  await log.answer({ complete: true })
  expect(story()).toEqual(['0 fetches list a'])
})

test('F1, F3: a fetch that began before the first answer and lands after it is made once more', async () => {
  const { clock, commit, log, story, watch } = await logged()
  const list = watch(['list', 'a'])
  await clock.pass(500)
  commit('a', { pushed: false })
  await log.answer()
  await list.answer()
  await clock.pass(0)
  expect(story()).toEqual(['0 asks a', '0 fetches list a', '0.5 fetches list a'])
  await list.answer()
  expect(list.shown()).toBe(2)
})

test('F4: a question that fails is asked again from the same cursor', async () => {
  const { clock, commit, log, story, list } = await vouched()
  commit('a', { pushed: false })
  await clock.pass(4_500)
  await log.fail()
  expect(story()).toEqual(['5 asks a since 0'])
  await clock.pass(5_500)
  await list.answer()
  expect(story()).toEqual(['5.6 fetches list a', '10.5 asks a since 0'])
  await log.answer()
})

test('F4: so is one that nobody answers within 15 s, and what comes later is no answer', async () => {
  const { clock, commit, log, story, list } = await vouched()
  commit('a', { pushed: false })
  await clock.pass(4_500)
  await clock.pass(14_000)
  expect(story()).toEqual(['5 asks a since 0'])
  await clock.pass(1_000)
  await log.answer()
  await clock.pass(1_500)
  await list.answer()
  expect(story()).toEqual(['20.1 fetches list a'])
})

test('F4: an answer that is not complete has everything fetched, as the next question begins after it', async () => {
  const l = await vouched([
    ['list', 'a'],
    ['list', 'b'],
  ])
  await l.clock.pass(4_500)
  await l.log.answer({ complete: false, reason: 'too-old', cursor: '7' })
  expect(l.story()).toEqual(['5 asks a since 0', '5.5 fetches list a', '5.5 fetches list b'])
  for (const query of l.queries) await query.answer()
  await l.clock.pass(5_000)
  expect(l.story()).toEqual(['10.5 asks a since 7'])
})

test('F4: a query whose refetch failed is still owed it, though the cursor has moved', async () => {
  const { clock, commit, log, story, list } = await vouched()
  commit('a', { pushed: false })
  await clock.pass(4_500)
  await log.answer()
  await clock.pass(20)
  await list.fail()
  story()
  await clock.pass(5_000)
  await log.answer()
  await clock.pass(1_000)
  expect(story()).toEqual(['10.2 fetches list a', '10.5 asks a since 1'])
  await list.answer()
  expect(list.shown()).toBe(2)
})

test('F8: another scope has a cursor of its own, and what the old one is answered has no effect', async () => {
  const { clock, commit, log, realtime, story } = await vouched()
  await clock.pass(4_500)
  commit('a', { pushed: false })
  realtime.follow('b')
  await settle()
  expect(story()).toEqual(['5 asks a since 0', '5.5 asks b'])
  await log.answer()
  await clock.pass(50)
  expect(story()).toEqual([])
  // The first answer of the new one is a catch-up.
  await log.answer()
  expect(story()).toEqual(['5.6 fetches list a'])
})

test('F8: so has another user', async () => {
  const { clock, log, realtime, sessions } = await vouched()
  await clock.pass(4_500)
  sessions.say(sessionOf('bob'))
  await clock.pass(50)
  expect(log.asked.slice(-2)).toEqual(['a for ann since 0', 'a for bob'])
  await log.refuse()
  expect(realtime.state.current.log?.status).toBe('asking')
})

test('F8: who comes back to a scope begins with a new cursor: what happened meanwhile was not told', async () => {
  const { log, realtime, story } = await vouched()
  realtime.follow('b')
  await settle()
  await log.answer()
  realtime.follow('a')
  await settle()
  expect(story().filter(line => line.includes('asks'))).toEqual(['1 asks b', '1 asks a'])
})

test('F4: a log that answers nonsense is one that failed', async () => {
  const { clock, log, realtime } = await vouched()
  await clock.pass(4_500)
  await log.answer({ changes: undefined as never })
  expect(realtime.state.current.log?.status).toBe('failing')
})

test('F4, P4: fifty looks away from a page whose log fails ask it every five seconds at most', async () => {
  const { clock, environment, log, story } = await vouched()
  await clock.pass(4_500)
  await log.fail()
  story()
  for (let look = 0; look < 50; look += 1) {
    environment.visible.set(false)
    await clock.pass(300)
    environment.visible.set(true)
    await clock.pass(200)
    while (log.open() > 0) await log.fail()
  }
  expect(story().filter(line => line.includes('asks')).length).toBeLessThanOrEqual(5)
})
