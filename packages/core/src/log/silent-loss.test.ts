import { expect, test } from 'vitest'
import { liveAndVouched, vouched } from '../../test/logged.ts'
import { settle } from '../testing/index.ts'

const lost = { type: 'lost', cause: { code: 'socket-closed', message: 'It closed.' } } as const

test('F5: what push has told of and the log tells again is fetched once', async () => {
  const { clock, commit, list, log, silentLosses, story } = await liveAndVouched()
  commit('a')
  await clock.pass(500)
  await list.answer()
  await clock.pass(60_000)
  expect(story()).toEqual(['2 fetches list a', '61 asks a since 0'])
  await log.answer()
  await clock.pass(6_000)
  expect(story()).toEqual([])
  expect(silentLosses()).toBe(0)
})

test('F5: and so it is the other way round', async () => {
  const { clock, commit, list, log, source, story } = await vouched()
  source.goLive()
  const change = commit('a', { pushed: false })
  await settle()
  await log.answer()
  await clock.pass(500)
  await list.answer()
  source.say({ type: 'change', change })
  await clock.pass(1_000)
  expect(story()).toEqual(['1 is live', '1 asks a since 0', '1 fetches list a'])
})

test('F5: one of several commits that the log tells of in one is enough', async () => {
  const { clock, commit, list, log, story } = await liveAndVouched()
  const one = commit('a')
  await clock.pass(500)
  await list.answer()
  await clock.pass(59_000)
  const other = { ...one, id: 'tx 2' }
  await log.answer({
    complete: true,
    cursor: '2',
    changes: [{ change: other, commits: ['tx 1', 'tx 2'] }],
  })
  await clock.pass(6_000)
  expect(story().filter(line => line.includes('fetches'))).toEqual([
    '2 fetches list a',
    '66.5 fetches list a',
  ])
})

test('F5: the same commit in two scopes is two: what it means may depend on the scope', async () => {
  const { clock, commit, list, log, realtime, source, story } = await liveAndVouched()
  const change = commit('a')
  await clock.pass(500)
  await list.answer()
  realtime.follow('b')
  source.goLive()
  await settle()
  await log.answer()
  await clock.pass(500)
  await list.answer()
  story()
  source.say({ type: 'change', change })
  await clock.pass(500)
  expect(story()).toEqual(['3 fetches list a'])
})

test('F6: a push that was lost without a word is found by the next question, 5 s after it, and counted', async () => {
  const { clock, commit, list, log, silentLosses, story, trace } = await liveAndVouched()
  commit('a', { pushed: false })
  await clock.pass(60_000)
  await log.answer()
  expect(silentLosses()).toBe(0)
  await clock.pass(5_500)
  await list.answer()
  expect(story()).toEqual(['61 asks a since 0', '67 fetches list a'])
  expect(list.shown()).toBe(2)
  expect(silentLosses()).toBe(1)
  expect(trace.entries().some(({ what }) => what === 'silent loss')).toBe(true)
})

test('F6: with the worst of jitter it is asked 66 s after the last time, whatever else happens meanwhile', async () => {
  const { clock, environment, story } = await liveAndVouched(undefined, { random: 1 })
  await clock.pass(58_000)
  // Whatever changes how often is asked arms the timer anew.
  for (let i = 0; i < 8; i += 1) {
    environment.active.set(i % 2 === 1)
    environment.frugal.set(i % 2 === 0)
    await clock.pass(1_000)
  }
  expect(story()).toEqual(['67 asks a since 0'])
})

test('F6: a push that comes within these 5 s is none lost', async () => {
  const { clock, commit, list, log, silentLosses, source, story } = await liveAndVouched()
  const change = commit('a', { pushed: false })
  await clock.pass(60_000)
  await log.answer()
  await clock.pass(3_000)
  source.say({ type: 'change', change })
  await clock.pass(500)
  await list.answer()
  await clock.pass(5_000)
  expect(story()).toEqual(['61 asks a since 0', '65 fetches list a'])
  expect(silentLosses()).toBe(0)
})

test('F6: once push is gone nothing more is waited for, and that is no silent loss', async () => {
  const { clock, commit, log, silentLosses, source, story } = await liveAndVouched()
  commit('a', { pushed: false })
  await clock.pass(59_500)
  await log.answer()
  source.say(lost)
  await clock.pass(500)
  expect(story()).toEqual(['61 asks a since 0', '61.5 is not live', '61.5 fetches list a'])
  expect(silentLosses()).toBe(0)
})

test('F6: what was under way when push came back is of the gap, and no silent loss', async () => {
  const { clock, commit, log, silentLosses, source, story } = await liveAndVouched()
  await clock.pass(59_500)
  source.say(lost)
  commit('a', { pushed: false })
  source.goLive()
  await log.answer()
  await clock.pass(500)
  expect(story()).toEqual([
    '61 asks a since 0',
    '61.5 is not live',
    '61.5 is live',
    '61.5 asks a since 1',
    '61.5 fetches list a',
  ])
  await log.answer()
  expect(silentLosses()).toBe(0)
})

test('F6: of too many commits to say which, nobody says that they were lost', async () => {
  const { clock, commit, list, log, silentLosses, story } = await liveAndVouched()
  commit('a', { many: true })
  await clock.pass(500)
  await list.answer()
  await clock.pass(60_000)
  await log.answer()
  await clock.pass(6_000)
  expect(story()).toEqual(['2 fetches list a', '61 asks a since 0', '67.5 fetches list a'])
  expect(silentLosses()).toBe(0)
})

test('F6: a hidden page asks nothing while it is live, and at once when it is shown', async () => {
  const { clock, commit, environment, log, story } = await liveAndVouched()
  environment.visible.set(false)
  commit('a', { pushed: false })
  await clock.pass(600_000)
  expect(story()).toEqual([])
  environment.visible.set(true)
  await settle()
  await log.answer()
  await clock.pass(500)
  expect(story()).toEqual(['602 asks a since 0', '602 fetches list a'])
})

test('C8, F6: fifty short looks away from a healthy page ask nothing', async () => {
  const { clock, environment, source, story } = await liveAndVouched()
  for (let i = 0; i < 50; i += 1) {
    environment.visible.set(false)
    await clock.pass(300)
    environment.visible.set(true)
    source.say({ type: 'alive' })
    await clock.pass(200)
  }
  expect(story()).toEqual([])
})

test('F6: a change that the app does not understand touches everything, once', async () => {
  const toEvents = (): never => {
    throw new Error('a fault of the app')
  }
  const { clock, commit, log, story } = await liveAndVouched(undefined, { realtime: { toEvents } })
  commit('b', { pushed: false })
  await clock.pass(60_000)
  await log.answer()
  await clock.pass(6_000)
  expect(story()).toEqual(['61 asks a since 0', '67 fetches list a'])
})

test('F5, F6: a minute of more commits than a thousand, of which push has told all, is no silent loss', async () => {
  const { clock, commit, list, log, silentLosses } = await liveAndVouched()
  for (let n = 0; n < 2_000; n += 1) commit('a')
  await clock.pass(500)
  await list.answer()
  await clock.pass(60_000)
  await log.answer()
  await clock.pass(6_000)
  expect(silentLosses()).toBe(0)
})
