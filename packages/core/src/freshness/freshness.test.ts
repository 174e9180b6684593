import { QueryClient } from '@tanstack/query-core'
import { expect, test, vi } from 'vitest'
import { world, type WorldOptions } from '../../test/world.ts'
import type { QueryKey } from '../invalidation/query-cache.ts'
import { settle } from '../testing/index.ts'
import { queryFreshness, queryReports } from './freshness.ts'

const lostSocket = {
  type: 'lost',
  cause: { code: 'socket-closed', message: 'The socket was closed.' },
} as const

/** A world, and a line of text for each change of one key's freshness, with its time. */
function follow(key: QueryKey = ['list', 'a'], options: WorldOptions = {}) {
  const w = world(options)
  const source = queryFreshness(w.realtime, key)
  const lines: string[] = []
  const undo = source.subscribe(() => {
    const { cause, state } = source.current
    lines.push(`${w.clock.now()} ${state}${cause === undefined ? '' : `: ${cause.code}`}`)
  })
  /** The lines since the last look. */
  const news = async (): Promise<readonly string[]> => {
    await settle()
    return lines.splice(0)
  }
  return { ...w, freshness: source, news, undo }
}

async function followLive() {
  const w = follow()
  const list = w.watch(['list', 'a'])
  await list.answer()
  w.goLive()
  await list.answer()
  await w.news()
  return { ...w, list }
}

test('promise 2: a query is polled, then catches up, then is live; a lost socket is said with its cause', async () => {
  const { clock, freshness, goLive, news, source, watch } = follow()
  const list = watch(['list', 'a'])
  expect(await news()).toEqual(['0 catching-up'])
  await list.answer()
  expect(await news()).toEqual(['0 polling: no-scope'])
  await clock.pass(1_000)
  goLive()
  expect(await news()).toEqual(['1000 catching-up'])
  await clock.pass(200)
  await list.answer()
  expect(await news()).toEqual(['1200 live'])
  expect(freshness.current.updatedAt).toBe(1_000)
  source.say(lostSocket)
  expect(await news()).toEqual(['1200 polling: socket-closed'])
  source.goLive()
  expect(await news()).toEqual(['1200 catching-up'])
  await list.answer()
  expect(await news()).toEqual(['1200 live'])
})

test('promise 2: from the moment an event is heard until its fetch has landed, a query is not live', async () => {
  const { change, clock, list, news } = await followLive()
  await clock.pass(2_000)
  change('a')
  expect(await news()).toEqual(['2000 catching-up'])
  await clock.pass(100)
  change('a')
  await list.answer()
  // Younger data, and another change that it does not show.
  expect(await news()).toEqual(['2100 catching-up'])
  await clock.pass(1_000)
  await list.answer()
  expect(await news()).toEqual(['3100 live'])
})

test('events of other keys, answering heartbeats and more of the same tell nobody', async () => {
  const { change, clock, freshness, list, news, source } = await followLive()
  for (let i = 0; i < 50; i += 1) {
    change('elsewhere')
    source.say({ type: 'alive' })
    await clock.pass(50)
  }
  const before = freshness.current
  expect(await news()).toEqual([])
  expect(freshness.current).toBe(before)
  expect(list.startedAt).toHaveLength(2)
})

test('the bound is the safety interval and the window while live, and the interval of this moment while polled', async () => {
  const { environment, freshness, source } = await followLive()
  const live = freshness.current.boundMs ?? 0
  expect(live).toBeGreaterThanOrEqual(299_500)
  expect(live).toBeLessThanOrEqual(301_500)
  source.say(lostSocket)
  const polled = freshness.current.boundMs ?? 0
  expect(polled).toBeGreaterThanOrEqual(4_000)
  expect(polled).toBeLessThanOrEqual(6_000)
  environment.active.set(false)
  expect(freshness.current.boundMs).toBeGreaterThanOrEqual(14_000)
  environment.visible.set(false)
  environment.active.set(true)
  expect(freshness.current).toMatchObject({ state: 'polling' })
  source.goLive()
  expect(freshness.current.boundMs).toBeUndefined()
})

test('a query that TanStack polls by itself is bound by that, and our poll after it', async () => {
  const { freshness, watch } = follow()
  const list = watch(['list', 'a'], { refetchInterval: 6_000 })
  await list.answer()
  expect(freshness.current).toMatchObject({ state: 'polling', boundMs: 7_000 })
})

test('C6: a query of a refused table is polled while its neighbour is live', async () => {
  const { clock, freshness, realtime, source, watch } = follow(['list', 'shots'], {
    parts: ['tasks', 'shots'],
    realtime: {
      families: [
        { key: ['list', 'tasks'], tables: ['tasks'] },
        { key: ['list', 'shots'], tables: ['shots'] },
      ],
    },
  })
  const lists = [watch(['list', 'tasks']), watch(['list', 'shots'])]
  realtime.follow('a')
  source.say({ type: 'lost', cause: { code: 'misconfigured', message: 'No.', refused: ['shots'] } })
  source.goLive()
  for (const list of lists) await list.answer()
  await clock.pass(10)
  for (const list of lists) await list.answer()
  expect(freshness.current).toMatchObject({ state: 'polling', cause: { code: 'table-refused' } })
  expect(queryFreshness(realtime, ['list', 'tasks']).current.state).toBe('live')
})

test('R7: a held query says so, with the reason, and catches up when it is released', async () => {
  const { change, clock, list, news, realtime } = await followLive()
  const release = realtime.hold(['list'], { reason: 'drag' })
  expect(await news()).toEqual(['0 held: held'])
  change('a')
  await clock.pass(1_000)
  release()
  expect(await news()).toEqual(['1000 catching-up'])
  await list.answer()
  expect(await news()).toEqual(['1000 live'])
})

test('without a network it is offline, without a user it is unknown', async () => {
  const { environment, news, sessions } = await followLive()
  environment.online.set(false)
  expect(await news()).toEqual(['0 offline: no-network'])
  environment.online.set(true)
  sessions.say(null, 'SIGNED_OUT')
  expect((await news()).at(-1)).toBe('0 unknown: no-session')
})

test('realtime that is switched off polls, and says that it is', async () => {
  const { list, news, realtime } = await followLive()
  realtime.setEnabled(false)
  expect(await news()).toEqual(['0 polling: realtime-off'])
  realtime.setEnabled(true)
  list.unmount()
  expect((await news()).at(-1)).toBe('0 unknown: not-in-use')
})

test('a query that does not exist yet, is removed, or is in a stopped realtime is unknown; nothing throws', async () => {
  const { freshness, news, queryClient, realtime, watch } = follow()
  expect(freshness.current).toMatchObject({ state: 'unknown', cause: { code: 'not-cached' } })
  const list = watch(['list', 'a'])
  await list.answer()
  expect((await news()).at(-1)).toBe('0 polling: no-scope')
  list.unmount()
  queryClient.clear()
  expect(await news()).toEqual(['0 unknown: not-cached'])
  await watch(['list', 'a']).answer()
  expect((await news()).at(-1)).toBe('0 polling: no-scope')
  realtime.stop()
  expect(await news()).toEqual(['0 unknown: not-cached'])
  expect(freshness.current.state).toBe('unknown')
})

test('of several caches the one where the query is in use counts, unless one is named', async () => {
  const { realtime, watch } = follow()
  const other = new QueryClient()
  other.setQueryData(['list', 'a'], 'old', { updatedAt: 1 })
  const detach = realtime.attach(other.getQueryCache())
  await watch(['list', 'a']).answer()
  const inOther = queryFreshness(realtime, ['list', 'a'], other.getQueryCache())
  expect(queryFreshness(realtime, ['list', 'a']).current.state).toBe('polling')
  expect(inOther.current).toMatchObject({ state: 'unknown', updatedAt: 1 })
  detach()
  expect(inOther.current).toMatchObject({ cause: { code: 'not-cached' } })
})

test('a key is the same as query-core has it, and no prefix', () => {
  const { queryClient, realtime } = follow()
  queryClient.setQueryData(['list', { a: 1, b: undefined }], 1)
  const codeOf = (key: QueryKey): string | undefined =>
    queryFreshness(realtime, key).current.cause?.code
  expect(codeOf(['list', { b: undefined, a: 1 }])).toBe('not-in-use')
  expect(codeOf(['list', { a: 1 }])).toBe('not-in-use')
  expect(codeOf(['list'])).toBe('not-cached')
  expect(codeOf(['list', { a: 1 }, 1])).toBe('not-cached')
})

test('one query is read without a look at any other, however many are cached', () => {
  const { queryClient, realtime } = follow()
  const keyOf = (n: number): QueryKey => ['list', { page: n, of: 'a' }]
  for (let n = 0; n < 100; n += 1) queryClient.setQueryData(keyOf(n), 'rows')
  const looks = vi.spyOn(queryClient.getQueryCache(), 'getAll')
  const one = queryFreshness(realtime, ['list', { of: 'a', page: 50 }])
  expect(one.current.cause?.code).toBe('not-in-use')
  expect(looks).not.toHaveBeenCalled()
})

test('a query is found whatever hashes its key', () => {
  const queryKeyHashFn = (key: QueryKey): string => key.map(String).join('/')
  const { queryClient, realtime } = follow()
  queryClient.setDefaultOptions({ queries: { queryKeyHashFn } })
  queryClient.setQueryData(['list', 7n], 'rows')
  // Under the hash that another key would have by itself.
  queryClient.setDefaultOptions({ queries: { queryKeyHashFn: () => '["list","b"]' } })
  queryClient.setQueryData(['list', 'c'], 'rows')
  const codeOf = (key: QueryKey): string | undefined =>
    queryFreshness(realtime, key).current.cause?.code
  expect(codeOf(['list', 7n])).toBe('not-in-use')
  expect(codeOf(['list', 'c'])).toBe('not-in-use')
  expect(codeOf(['list', 'b'])).toBe('not-cached')
})

test('who undoes is told no more, also of what was on its way', async () => {
  const { news, realtime, undo, watch } = follow()
  watch(['list', 'a'])
  undo()
  expect(await news()).toEqual([])
  expect(queryFreshness(realtime, ['list', 'a']).current.state).toBe('catching-up')
})

test('a report tells of each query without its data', async () => {
  const { queryClient, realtime, watch } = follow()
  await watch(['list', 'a']).answer()
  queryClient.setQueryData(['settings'], { secret: 'row' })
  const reports = queryReports(realtime)
  expect(reports).toMatchObject([
    { key: ['list', 'a'], families: [['list']], use: 'active', freshness: { state: 'polling' } },
    { key: ['settings'], families: [], freshness: { cause: { code: 'not-covered' } } },
  ])
  expect(JSON.stringify(reports)).not.toContain('secret')
})
