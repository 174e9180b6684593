import { QueryObserver, type QueryObserverOptions } from '@tanstack/query-core'
import { expect, test } from 'vitest'
import { families } from '../../test/findings.ts'
import { world } from '../../test/world.ts'
import { ownPollFindings, pollingFindings } from './index.ts'

const quiet = { refetchOnWindowFocus: false, refetchOnReconnect: false } as const

async function shown(options: Partial<QueryObserverOptions>, data?: string) {
  const app = world()
  app.queryClient.setQueryData(['list', 'a'], data)
  const observer = new QueryObserver(app.queryClient, {
    queryKey: ['list', 'a'],
    queryFn: () => 'rows',
    ...options,
  } as never)
  observer.subscribe(() => undefined)
  app.goLive()
  await app.clock.pass(1_000)
  return pollingFindings(app.queryClient.getQueryCache().getAll(), {
    families,
    realtime: app.realtime,
  })
}

test('a query with the options of coveredQueryDefaults, or waiting for its id, is no finding', async () => {
  expect(await shown(quiet, 'rows')).toEqual([])
  expect(await shown({ ...quiet, enabled: false })).toEqual([])
  expect(await shown({ ...quiet, refetchInterval: 300_000 }, 'rows')).toEqual([])
})

test.each<[string, Partial<QueryObserverOptions>]>([
  ['polled beside realtime', { ...quiet, refetchInterval: 3_000 }],
  ['fetched at each focus and reconnect', {}],
  ['never fetched again', { ...quiet, staleTime: 'static' }],
  ['show data and are disabled', { ...quiet, enabled: false }],
])('covered queries that are %s are told', async (words, options) => {
  const [finding, ...more] = await shown(options, 'rows')
  expect([finding?.code, more]).toEqual(['polling-shadowed', []])
  expect(finding?.title).toContain(words)
  expect(finding?.title).toContain('["list","a"]')
})

test('more than three keys are counted, and options that are functions are asked', async () => {
  const app = world()
  const show = (key: string, options: object) =>
    new QueryObserver(app.queryClient, {
      queryKey: ['list', key],
      queryFn: () => 'rows',
      ...quiet,
      ...options,
    } as never).subscribe(() => undefined)
  for (const key of ['a', 'b', 'c', 'd', 'e']) {
    app.queryClient.setQueryData(['list', key], 'rows')
    show(key, { refetchInterval: () => 3_000, enabled: () => true })
  }
  show('off', { refetchInterval: 3_000, enabled: () => false })
  const told = () =>
    pollingFindings(app.queryClient.getQueryCache().getAll(), {
      families,
      realtime: app.realtime,
    })
  expect(told()).toEqual([])
  app.goLive()
  await app.clock.pass(1_000)
  const [finding, ...more] = told()
  expect(more).toEqual([])
  expect(finding?.title).toContain('["list","a"], ["list","b"], ["list","c"] and 2 more')
})

test("fetches of what no family covers, and those of the router, are no timer of the app's", async () => {
  const app = world()
  app.queryClient.mount()
  for (const key of [['weather'], ['list', 'a']])
    new QueryObserver(app.queryClient, {
      queryKey: key,
      queryFn: () => 'rows',
      ...quiet,
    }).subscribe(() => undefined)
  app.goLive()
  for (let tick = 0; tick < 6; tick += 1) {
    await app.clock.pass(3_000)
    app.change('a')
    void app.queryClient.refetchQueries({ queryKey: ['weather'] })
  }
  expect(ownPollFindings(app.trace.entries(), families, app.clock.now())).toEqual([])
})

test("a timer of the app's own that invalidates is told from the trace; a person's refetches are not", async () => {
  const app = world()
  const observer = new QueryObserver(app.queryClient, {
    queryKey: ['list', 'a'],
    queryFn: () => 'rows',
    ...quiet,
  })
  observer.subscribe(() => undefined)
  app.goLive()
  const own = () => ownPollFindings(app.trace.entries(), families, app.clock.now())
  for (const waited of [700, 4_000, 1_500, 9_000]) {
    await app.clock.pass(waited)
    void observer.refetch()
  }
  expect(own()).toEqual([])
  for (let tick = 0; tick < 5; tick += 1) {
    await app.clock.pass(3_000)
    void observer.refetch()
  }
  await app.clock.pass(1)
  const [finding] = own()
  expect(finding).toMatchObject({ code: 'polling-shadowed' })
  expect(finding?.evidence).toContain('3 s apart')
  // It may have been removed: what it did is no reason any more.
  await app.clock.pass(6_000)
  expect(own()).toEqual([])
})
