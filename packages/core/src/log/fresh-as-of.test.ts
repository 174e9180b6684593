import { expect, test } from 'vitest'
import { liveAndVouched, logged, vouched } from '../../test/logged.ts'
import { queryFreshness } from '../freshness/freshness.ts'

test('F7: what the log does not tell of is as fresh as its newest answer, by when that was asked for', async () => {
  const { clock, log, realtime } = await vouched()
  await clock.pass(200)
  expect(realtime.freshAsOf.current).toBe(0)
  await clock.pass(4_300)
  const askedAt = 5_000
  await log.answer()
  await clock.pass(200)
  expect(realtime.freshAsOf.current).toBe(askedAt)
})

test('F7: what it tells of is as old as its fetch, from the moment that it is told until it is shown', async () => {
  const { clock, commit, list, log, realtime } = await vouched()
  commit('a', { pushed: false })
  await clock.pass(4_500)
  await log.answer()
  await clock.pass(200)
  expect(realtime.freshAsOf.current).toBe(0)
  await list.answer()
  await clock.pass(200)
  expect(realtime.freshAsOf.current).toBeGreaterThanOrEqual(5_000)
})

test('F7: so is everything between the first answer and what is fetched after it', async () => {
  const { clock, log, realtime, watch } = await logged()
  const list = watch(['list', 'a'])
  await clock.pass(0)
  await list.answer()
  await clock.pass(2_000)
  await log.answer()
  await clock.pass(200)
  expect(realtime.freshAsOf.current).toBe(0)
})

test('F6: nothing is called fresh while push has longer to tell of something', async () => {
  const { clock, commit, log, realtime } = await liveAndVouched()
  await clock.pass(500)
  const before = realtime.freshAsOf.current
  commit('a', { pushed: false })
  await clock.pass(59_500)
  await log.answer()
  await clock.pass(1_000)
  expect(realtime.freshAsOf.current).toBe(before)
})

test('F6, F7: the bound of a query is how often the log is asked, and what its answer waits for', async () => {
  const { clock, log, realtime, source } = await vouched()
  const list = queryFreshness(realtime, ['list', 'a'])
  expect(list.current).toMatchObject({ state: 'polling', boundMs: 5_500 })
  source.goLive()
  await clock.pass(0)
  await log.answer()
  expect(list.current).toMatchObject({ state: 'live', boundMs: 65_500 })
  await clock.pass(60_000)
  await log.fail()
  // Untrusted, it bounds nothing: the safety refetch does.
  expect(list.current.boundMs).toBeGreaterThan(250_000)
})
