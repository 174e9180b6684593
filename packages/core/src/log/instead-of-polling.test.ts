import { expect, test } from 'vitest'
import { liveAndVouched, vouched } from '../../test/logged.ts'
import { queryFreshness } from '../freshness/freshness.ts'
import { pollEveryMs } from '../polling/policy.ts'
import { settle } from '../testing/index.ts'

const fifty = Array.from({ length: 50 }, (_, i) => ['list', `${i}`])
const requests = (story: readonly string[]): number => story.length

test('F7: without a live connection one request every 5 s stands for fifty queries', async () => {
  const { clock, log, story } = await vouched(fifty)
  for (let i = 0; i < 12; i += 1) {
    await clock.pass(5_000)
    await log.answer()
  }
  const asked = story()
  expect(requests(asked)).toBe(12)
  expect(asked.every(line => line.endsWith('asks a since 0'))).toBe(true)
})

test('F7: then only what changed is fetched', async () => {
  const { clock, commit, log, story } = await vouched(fifty)
  commit('7', { pushed: false })
  commit('9', { pushed: false })
  await clock.pass(4_500)
  await log.answer()
  await clock.pass(500)
  expect(story()).toEqual(['5 asks a since 0', '5.5 fetches list 7', '5.5 fetches list 9'])
})

test('F7: when a question fails every query is polled by itself, at once', async () => {
  const { clock, log, realtime, story } = await vouched([
    ['list', 'a'],
    ['list', 'b'],
  ])
  await clock.pass(9_500)
  story()
  await log.fail()
  expect(realtime.pollMode.current.log).toBe('none')
  await clock.pass(200)
  expect(story()).toEqual(['10.6 fetches list a', '10.6 fetches list b'])
})

test('F7: and not by itself any more once an answer has come', async () => {
  const { clock, list, log, story } = await vouched()
  await clock.pass(4_500)
  await log.fail()
  await clock.pass(5_500)
  await list.answer()
  await log.answer()
  story()
  await clock.pass(20_000)
  expect(story().every(line => line.includes('asks'))).toBe(true)
})

test('F7: a question that fails is not asked in a hurry: 5 s later, then 8, 16, 32 and 60', async () => {
  const { clock, log, story } = await vouched([])
  for (let seconds = 0; seconds < 200; seconds += 1) {
    await clock.pass(1_000)
    if (log.open() > 0) await log.fail()
  }
  const times = story()
    .filter(line => line.includes('asks'))
    .map(line => Math.round(Number(line.split(' ')[0])))
  const waits = times.slice(1).map((time, i) => time - (times[i] ?? 0))
  expect(waits).toEqual([5, 5, 5, 8, 16, 32, 60, 60])
})

test('F7: the backend may ask to be left alone for longer, and the bound says so', async () => {
  const { clock, log, realtime, story } = await vouched()
  await clock.pass(4_500)
  await log.answer({ pollAfterMs: 30_000 })
  const { boundMs = 0 } = queryFreshness(realtime, ['list', 'a']).current
  expect(boundMs).toBeGreaterThanOrEqual(30_000)
  await clock.pass(40_000)
  expect(story()).toEqual(['5 asks a since 0', '35.5 asks a since 0'])
})

test('F7: and what a person is told of the polls is that slower pace, as long as the log answers', async () => {
  const { clock, log, realtime } = await vouched()
  const told = (): number =>
    pollEveryMs(realtime.pollMode.current, realtime.polling, realtime.state.current.log)
  expect(told()).toBe(5_000)
  await clock.pass(4_500)
  await log.answer({ pollAfterMs: 30_000 })
  expect(told()).toBe(30_000)
  await clock.pass(30_500)
  await log.fail()
  expect(told()).toBe(5_000)
})

test('F7: but not by who is live: what push loses is still found', async () => {
  const { clock, log, source, story } = await vouched()
  source.goLive()
  await settle()
  await log.answer({ pollAfterMs: 600_000 })
  story()
  await clock.pass(61_000)
  expect(story()).toEqual(['61 asks a since 0'])
})

test('F7: right after a loss it is asked one interval later, like a query', async () => {
  const { clock, source, story } = await liveAndVouched()
  await clock.pass(30_000)
  source.say({ type: 'lost', cause: { code: 'socket-closed', message: 'It closed.' } })
  await clock.pass(5_100)
  expect(story()).toEqual(['32 is not live', '37 asks a since 0'])
})

test('F7: what the log does not keep is polled as ever', async () => {
  const families = [{ key: ['list'], tables: ['rows', 'others'] }]
  const { clock, log, story } = await vouched(undefined, { realtime: { families } })
  await clock.pass(4_500)
  await log.answer()
  expect(story()).toEqual(['4.1 fetches list a', '5 asks a since 0'])
})

test('F7: live and logged, a query is refetched by time once an hour', async () => {
  const { clock, list, log, story } = await liveAndVouched()
  for (let minutes = 0; minutes < 62; minutes += 1) {
    await clock.pass(60_000)
    while (log.open() > 0) await log.answer()
  }
  await list.answer()
  const fetches = story().filter(line => line.includes('fetches'))
  expect(fetches).toHaveLength(1)
  expect(Number(fetches[0]?.split(' ')[0])).toBeGreaterThan(3_590)
})

test('F7: of a table that is refused nothing is pushed: what reads it is polled by itself', async () => {
  const { clock, log, source, story } = await vouched(undefined, { parts: ['rows', 'others'] })
  const cause = { code: 'misconfigured', message: 'No such table.', refused: ['rows'] } as const
  source.say({ type: 'lost', cause })
  source.goLive()
  await settle()
  await log.answer()
  story()
  await clock.pass(6_000)
  expect(story().some(line => line.includes('fetches list a'))).toBe(true)
})

test('F7: a pace that is no number is none: it is asked as often as without', async () => {
  const { clock, log, story } = await vouched()
  await clock.pass(4_500)
  await log.answer({ pollAfterMs: NaN })
  story()
  await clock.pass(6_000)
  expect(story()).toHaveLength(1)
})
