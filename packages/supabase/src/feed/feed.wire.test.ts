import { expect, test } from 'vitest'
import { atRest, isLive, logOf, often, prepareFeedStage, reads } from '../../test/feed-stage.ts'
import { soon } from '../../test/stage.ts'

const stage = prepareFeedStage()

const questions = (requests: readonly string[]): number =>
  requests.filter(request => request === 'POST changes_since').length

test('C1: what another commits is pushed, and only what it touches is fetched', async () => {
  const app = await stage.open({ parts: 5 })
  await atRest(app)
  await stage.commit([3, 'hello'])
  await soon(() => app.titles(3)).toEqual(['hello'])
  expect(reads(app)).toEqual(['GET rows 3'])
})

test('F3: after an outage, of fifty queries exactly the three are fetched whose rows changed', async () => {
  const app = await stage.open({ parts: 50 })
  await atRest(app)
  stage.backend.faults.set({ realtime: 'off' })
  await soon(() => isLive(app)).toBe(false)
  await stage.commit([3, 'a'], [17, 'b'], [41, 'c'])
  stage.backend.faults.set({ realtime: 'on' })
  await soon(() => isLive(app)).toBe(true)
  await soon(() => [3, 17, 41].map(part => app.titles(part))).toEqual([['a'], ['b'], ['c']])
  await app.realtime.settled(Promise.resolve())
  expect(reads(app)).toEqual(['GET rows 17', 'GET rows 3', 'GET rows 41'])
})

test('F6: a push that is lost without a word is found by the log, and counted', async () => {
  const app = await stage.open({ parts: 3, polling: often })
  await atRest(app)
  const lost = stage.backend.faults.add({ type: 'frame-skip', what: 'broadcasts' }, { count: 1 })
  await stage.commit([1, 'lost'])
  await soon(() => lost.strikes()).toBe(1)
  await soon(() => app.titles(1)).toEqual(['lost'])
  expect([isLive(app), logOf(app)]).toEqual([true, { status: 'trusted', silentLosses: 1 }])
  expect(reads(app)).toEqual(['GET rows 1'])
})

test('F6: a table that is only logged is told by the log at once, and is no silent loss', async () => {
  const app = await stage.open({ parts: 3, polling: often })
  await atRest(app)
  await stage.backend.sql(`insert into notes (list, part, title) values ('a', 2, 'noted')`)
  await soon(() => app.titles(2, 'notes')).toEqual(['noted'])
  expect(logOf(app)).toEqual({ status: 'trusted', silentLosses: 0 })
  expect(reads(app)).toEqual(['GET notes 2'])
})

test('F5: one commit that touches other rows in two scopes is heard of in both', async () => {
  const app = await stage.open({ parts: 4, lists: ['a', 'b'] })
  await atRest(app)
  await stage.backend.sql(
    `insert into rows (list, part, title) values ('a', 1, 'of a'), ('b', 2, 'of b')`,
  )
  await soon(() => [app.titles(1), app.titles(2)]).toEqual([['of a'], ['of b']])
  expect(reads(app)).toEqual(['GET rows 1', 'GET rows 2'])
})

test('F7: where websockets are blocked, one request stands for all queries, and only what changed is fetched', async () => {
  stage.backend.faults.set({ realtime: 'off' })
  const app = await stage.open({ parts: 50, polling: often })
  await soon(() => logOf(app)?.status).toBe('trusted')
  await atRest(app)
  await soon(() => questions(app.requests)).toBeGreaterThanOrEqual(3)
  expect([isLive(app), reads(app)]).toEqual([false, []])
  await stage.commit([7, 'polled'])
  await soon(() => app.titles(7)).toEqual(['polled'])
  expect(reads(app)).toEqual(['GET rows 7'])
})

test('F8: while the log fails each query is polled by itself, and once it answers none is', async () => {
  stage.backend.faults.set({ realtime: 'off' })
  const app = await stage.open({ parts: 2, polling: often })
  await soon(() => logOf(app)?.status).toBe('trusted')
  await atRest(app)
  const failing = stage.backend.faults.add(
    { type: 'http-error', service: 'rest', status: 404 },
    { path: '/rest/v1/rpc/changes_since' },
  )
  await stage.commit([1, 'polled'])
  await soon(() => app.titles(1)).toEqual(['polled'])
  expect(logOf(app)?.status).toBe('failing')
  await soon(() => new Set(reads(app))).toEqual(
    new Set(['GET notes 0', 'GET notes 1', 'GET rows 0', 'GET rows 1']),
  )
  failing.remove()
  await soon(() => logOf(app)?.status).toBe('trusted')
  await atRest(app)
  await soon(() => questions(app.requests)).toBeGreaterThanOrEqual(3)
  expect(reads(app)).toEqual([])
})

test('F9: who is thrown out of a scope leaves its channel, and sees its rows no more', async () => {
  const app = await stage.open({ parts: 1, polling: often })
  await stage.commit([0, 'secret'])
  await soon(() => app.titles(0)).toEqual(['secret'])
  await stage.backend.sql('delete from members')
  await soon(() => logOf(app)?.status).toBe('refused')
  await soon(() => app.titles(0)).not.toEqual(['secret'])
  expect([isLive(app), app.client.getChannels().map(({ state }) => state)]).toEqual([false, []])
})

test('a broadcast of nonsense throws nothing: the log is asked what it meant', async () => {
  const app = await stage.open({ parts: 2 })
  await atRest(app)
  await stage.backend.sql(`select realtime.send('{"xid": 7}', 'changes', 'everfresh:list:a', true)`)
  await soon(() => questions(app.requests)).toBe(1)
  await soon(() => isLive(app)).toBe(true)
  expect(reads(app)).toEqual([])
  await stage.commit([1, 'goes on'])
  await soon(() => app.titles(1)).toEqual(['goes on'])
})

test('C8: a question that hangs from before the network went is sent again when it is back', async () => {
  const app = await stage.open({ parts: 3, polling: often })
  stage.backend.faults.set({ realtime: 'off' })
  await soon(() => app.realtime.state.current.status).toBe('polling')
  await atRest(app)
  const hang = { type: 'http-hang', service: 'rest' } as const
  const hung = stage.backend.faults.add(hang, { path: '/rest/v1/rpc/changes_since', count: 1 })
  await soon(() => hung.strikes()).toBe(1)
  app.environment.online.set(false)
  await stage.commit([2, 'meanwhile'])
  app.environment.online.set(true)
  await soon(() => app.titles(2)).toEqual(['meanwhile'])
  // Nor was the limit of ten seconds waited for.
  expect(app.trace.entries().map(({ part, what }) => `${part} ${what}`)).not.toContain('log failed')
})
