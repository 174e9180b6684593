import { QueryClient } from '@tanstack/query-core'
import { expect, test } from 'vitest'
import { page } from '../../test/page.ts'
import { createListeners } from '../listeners.ts'
import { settle } from '../testing/index.ts'
import type { BackendReport } from './backend-reports.ts'

/** Reports as a fetch observer makes them, said by hand. */
function scriptedReports() {
  const listeners = createListeners<[BackendReport]>()
  return { subscribe: listeners.add, say: listeners.tell }
}

test('P4: TanStack’s own retries count as attempts, and a probe is one attempt without them', async () => {
  const { backend, clock, queryClient, realtime, requests, watch } = await page(0)
  const own = { retry: 3, retryDelay: 100 }
  for (const list of [1, 2]) watch(list, own)
  await clock.pass(50)
  requests.length = 0
  backend.does = () => 'fails'
  // One poll and its retries; the second query is asked to make sure, once.
  await clock.pass(5_500)
  expect(realtime.state.current.backend).toBe('away')
  const before = requests.length
  await clock.pass(60_000)
  const gaps = requests.slice(before + 1).map(({ at }, i) => at - (requests[before + i]?.at ?? 0))
  expect(Math.min(...gaps)).toBeGreaterThan(5_000)
  const [query] = queryClient.getQueryCache().getAll()
  expect(query?.options.retry).toBe(3)
})

test('P4: Retry-After is honoured where it is longer; nothing is asked before', async () => {
  const reports = scriptedReports()
  const { clock, realtime, requests } = await page(5, { realtime: { backend: reports } })
  for (let i = 0; i < 3; i += 1) reports.say({ type: 'failed', retryAfterMs: 120_000 })
  expect(realtime.state.current.backend).toBe('away')
  await clock.pass(119_900)
  expect(requests).toEqual([])
  await clock.pass(2_600)
  expect(requests).toHaveLength(1)
})

test('P4: a Retry-After of an hour is cut to five minutes: one request is little to ask', async () => {
  const reports = scriptedReports()
  const { clock, requests } = await page(5, { realtime: { backend: reports } })
  for (let i = 0; i < 3; i += 1) reports.say({ type: 'failed', retryAfterMs: 3_600_000 })
  await clock.pass(299_000)
  expect(requests).toEqual([])
  await clock.pass(4_000)
  expect(requests).toHaveLength(1)
})

test('P4: with reports the outcomes of queries are not counted again', async () => {
  const reports = scriptedReports()
  const { backend, clock, realtime } = await page(5, { realtime: { backend: reports } })
  backend.does = () => 'fails'
  await clock.pass(30_000)
  expect(realtime.state.current.backend).toBe('up')
})

test('P4: what the app aborts counts as nothing, by TanStack’s cancel or by its own signal', async () => {
  const { backend, clock, queryClient, realtime, watch } = await page(5)
  backend.does = () => 'hangs'
  watch(9)
  await clock.pass(10)
  for (let i = 0; i < 6; i += 1) {
    await queryClient
      .getQueryCache()
      .find({ queryKey: ['list', '9'] })
      ?.cancel()
    const queryFn = () => Promise.reject(new DOMException('aborted', 'AbortError'))
    await queryClient.fetchQuery({ queryKey: ['list', 'own'], queryFn }).catch(() => undefined)
    await clock.pass(7_000)
  }
  expect(realtime.state.current.backend).toBe('up')
})

test('P4: a 401 goes to auth, once for a page full of them, and is no failure', async () => {
  const reports = scriptedReports()
  const { clock, realtime, sessions } = await page(5, { realtime: { backend: reports } })
  for (let i = 0; i < 30; i += 1) reports.say({ type: 'unauthorized' })
  expect([sessions.checks(), realtime.state.current.backend]).toEqual([1, 'up'])
  await clock.pass(5_000)
  reports.say({ type: 'unauthorized' })
  expect(sessions.checks()).toBe(2)
})

test('P4: without reports an error’s own status tells: 401 to auth, 404 is an answer, 429 and 503 fail', async () => {
  const { realtime, sessions, queryClient, clock } = await page(0)
  const error = (status: number) => Object.assign(new Error(`answered ${status}`), { status })
  const ask = async (status: number): Promise<void> => {
    const queryFn = () => Promise.reject(error(status))
    await queryClient.fetchQuery({ queryKey: ['list', 'asked'], queryFn }).catch(() => undefined)
    await settle()
  }
  await ask(503)
  await ask(429)
  await ask(404)
  await ask(401)
  await ask(401)
  expect([sessions.checks(), realtime.state.current.backend]).toEqual([1, 'up'])
  for (let i = 0; i < 3; i += 1) await ask(429)
  expect(realtime.state.current.backend).toBe('away')
  expect(clock.now()).toBe(50)
})

test('P4: the failures of two attached caches are one backend’s', async () => {
  const { backend, clock, realtime, requests, watch } = await page(2)
  const second = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  realtime.attach(second.getQueryCache())
  watch(10, {}, second)
  watch(11, {}, second)
  await clock.pass(50)
  requests.length = 0
  backend.does = () => 'fails'
  await clock.pass(60_000)
  expect(realtime.state.current.backend).toBe('away')
  expect(requests.length).toBeLessThanOrEqual(8)
})
