import { expect, test } from 'vitest'
import { vouched } from '../../test/logged.ts'
import { world, type WorldOptions } from '../../test/world.ts'
import { settle } from '../testing/index.ts'
import { catchingUp } from './catching-up.ts'
import { queryReports } from './freshness.ts'

const lost = {
  type: 'lost',
  cause: { code: 'socket-closed', message: 'The socket was closed.' },
} as const

/** A list on screen, and a word for each time that it begins or ends to catch up. */
async function polled(options: WorldOptions = {}) {
  const w = world(options)
  const list = w.watch(['list', 'a'])
  await list.answer()
  const behind = catchingUp(w.realtime)
  const words: string[] = []
  behind.subscribe(() => words.push(`${w.clock.now()} ${behind.current ? 'begins' : 'ends'}`))
  const news = async (): Promise<readonly string[]> => {
    await settle()
    return words.splice(0)
  }
  return { ...w, list, news }
}

test('C4: it catches up from live until what is on screen was fetched anew; an event is no catch-up', async () => {
  const { change, clock, goLive, list, news, source } = await polled()
  await clock.pass(1_000)
  goLive()
  expect(await news()).toEqual(['1000 begins'])
  await clock.pass(200)
  await list.answer()
  expect(await news()).toEqual(['1200 ends'])
  change('a')
  await clock.pass(100)
  await list.answer()
  expect(await news()).toEqual([])
  source.say(lost)
  source.goLive()
  expect(await news()).toEqual(['1300 begins'])
  source.say(lost)
  expect(await news()).toEqual(['1300 ends'])
})

test('a network that was away for a moment, while the socket held, leaves nothing to catch up with', async () => {
  const { clock, environment, goLive, list, news } = await polled()
  goLive()
  await list.answer()
  await news()
  environment.online.set(false)
  await clock.pass(100)
  environment.online.set(true)
  expect(await news()).toEqual([])
})

test('on a machine that is busy while its fetches begin, it ends with them, and no later event begins it anew', async () => {
  const { change, clock, goLive, list, news, queryClient, realtime } = await polled()
  const undo = queryClient.getQueryCache().subscribe(event => {
    if (event.type !== 'updated' || event.action.type !== 'fetch') return
    undo()
    clock.advance(200)
  })
  await clock.pass(1_000)
  goLive()
  expect(await news()).toEqual(['1200 begins'])
  await list.answer()
  expect(await news()).toEqual(['1200 ends'])
  const [report] = queryReports(realtime)
  expect(report?.updatedAt).toBe(realtime.state.current.since)
  change('a')
  await clock.pass(100)
  expect(await news()).toEqual([])
})

test('F2: with a log it catches up with what was missed; an event on what was not is no catch-up', async () => {
  const keys = [
    ['list', 'a'],
    ['list', 'b'],
  ] as const
  const { clock, commit, log, queries, realtime, source } = await vouched(keys)
  const behind = catchingUp(realtime)
  const words: string[] = []
  behind.subscribe(() => words.push(behind.current ? 'begins' : 'ends'))
  commit('a', { pushed: false })
  source.goLive()
  await settle()
  await log.answer()
  await clock.pass(500)
  expect(words.splice(0)).toEqual(['begins'])
  await queries[0]?.answer()
  expect(words.splice(0)).toEqual(['ends'])
  await clock.pass(1_000)
  commit('b')
  await clock.pass(500)
  await queries[1]?.answer()
  expect(queries[1]?.shown()).toBe(3)
  expect(words).toEqual([])
  source.say(lost)
  source.goLive()
  await settle()
  // Nothing was missed this time.
  await log.answer()
  await clock.pass(1_000)
  commit('b')
  await clock.pass(500)
  expect(words).toEqual([])
})
