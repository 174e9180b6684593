import { expect, test } from 'vitest'
import { settle } from '../../src/testing/index.ts'
import type { Watched } from '../watch.ts'
import { world } from '../world.ts'

/** Answers whatever is asked, as often as it is called. */
const answering = (list: Watched) => {
  let answered = 0
  return async (): Promise<void> => {
    for (; answered < list.startedAt.length; answered += 1) await list.answer()
  }
}

test('C2, P5: an hour without a single event costs no join, and a refetch every five minutes', async () => {
  const { clock, goLive, source, timeline, watch } = world()
  goLive()
  const list = watch(['list', 'a'])
  const answer = answering(list)
  await answer()
  for (let minute = 1; minute <= 60; minute += 1) {
    await clock.pass(60_000)
    await answer()
  }
  expect(timeline).toEqual(['0 idle', '0 connecting', '0 live'])
  expect(source.log.filter(line => line.startsWith('open'))).toEqual(['open a for ann'])
  expect(list.startedAt.length).toBeGreaterThanOrEqual(11)
  expect(list.startedAt.length).toBeLessThanOrEqual(13)
})

test('P5: a hidden tab that is live asks nothing in an hour', async () => {
  const { clock, environment, goLive, watch } = world()
  goLive()
  const list = watch(['list', 'a'])
  const answer = answering(list)
  await answer()
  environment.visible.set(false)
  await clock.pass(3_600_000)
  expect(list.startedAt).toEqual([0])
})

test('P1: showing and hiding the tab twenty times in five seconds refetches once at most', async () => {
  const { clock, environment, realtime, watch } = world()
  realtime.follow('a')
  const list = watch(['list', 'a'])
  const answer = answering(list)
  await answer()
  await clock.pass(1_000)
  for (let flip = 0; flip < 20; flip += 1) {
    environment.visible.set(flip % 2 === 1)
    await clock.pass(200)
    await answer()
  }
  await settle()
  expect(list.startedAt.length).toBeLessThanOrEqual(2)
})
