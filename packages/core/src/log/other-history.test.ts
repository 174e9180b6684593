import { expect, test } from 'vitest'
import { liveAndVouched, vouched } from '../../test/logged.ts'

/** What a database answers that lost its last transactions, in a crash or when another took over. */
const otherHistory = {
  complete: false,
  reason: 'other-history',
  cursor: '1',
  changes: [],
} as const

const fetches = (story: readonly string[]) => story.filter(line => line.includes('fetches'))

test('F3, F5: a commit is heard whose number a lost one had that push had told of', async () => {
  const { clock, commit, list, log, source, story } = await liveAndVouched()
  const change = commit('a')
  await clock.pass(500)
  await list.answer()
  await clock.pass(60_000)
  await log.answer(otherHistory)
  await clock.pass(500)
  await list.answer()
  story()
  source.say({ type: 'change', change })
  await clock.pass(1_000)
  expect(fetches(story())).toEqual(['63 fetches list a'])
})

test('F3, F5: and so is one whose lost one the log had told of', async () => {
  const { clock, commit, list, log, story } = await vouched()
  const change = commit('a', { pushed: false })
  await clock.pass(4_500)
  await log.answer()
  await clock.pass(500)
  await list.answer()
  await clock.pass(5_000)
  await log.answer(otherHistory)
  await clock.pass(500)
  await list.answer()
  story()
  log.keep(change)
  await clock.pass(5_000)
  await log.answer()
  await clock.pass(500)
  expect(fetches(story())).toEqual(['16.5 fetches list a'])
})

test('F5, F6: what push tells while that question is under way is told once, and none is lost', async () => {
  const { clock, commit, list, log, silentLosses, story } = await liveAndVouched()
  await clock.pass(60_000)
  const change = commit('a')
  await log.answer(otherHistory)
  await clock.pass(500)
  await list.answer()
  story()
  log.keep(change)
  await clock.pass(60_000)
  await log.answer()
  await clock.pass(6_000)
  expect(fetches(story())).toEqual([])
  expect(silentLosses()).toBe(0)
})
