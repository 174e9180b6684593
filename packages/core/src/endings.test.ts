import { expect, test } from 'vitest'
import { shownTwo } from '../test/shown.ts'
import { settle } from './testing/index.ts'

test('undoing twice undoes once: another who follows, holds or keeps the cache fresh keeps it', async () => {
  const { change, clock, fetches, queryClient, realtime, source } = await shownTwo()
  const undos = [
    realtime.attach(queryClient.getQueryCache()),
    realtime.follow('a'),
    realtime.hold(['list', 'b']),
  ]
  realtime.hold(['list', 'b'])
  for (const undo of [...undos, ...undos]) undo()
  await clock.pass(10)
  change('a')
  change('b')
  await clock.pass(100)
  expect(fetches()).toEqual([1, 0])
  expect(source.openScopes()).toEqual(['a'])
})

test('after stop nothing that is asked for starts anything: no channel, no watch over a cache, no timer', async () => {
  const { clock, lists, queryClient, realtime, source } = await shownTwo()
  realtime.stop()
  realtime.stop()
  const pending = clock.pending()
  realtime.attach(queryClient.getQueryCache())()
  realtime.attach(queryClient.getQueryCache())
  realtime.follow('b')
  realtime.emit({ type: 'LIST', list: 'a' })
  realtime.reconnect()
  realtime.setEnabled(true)
  realtime.hold(['list'])()
  await queryClient.invalidateQueries({ queryKey: ['list'], refetchType: 'none' })
  await clock.pass(60_000)
  expect(lists.map(({ startedAt }) => startedAt.length)).toEqual([0, 0])
  expect(source.openScopes()).toEqual([])
  // The scripted heartbeat of the source.
  expect(pending).toBe(1)
  expect(clock.pending()).toBe(1)
})

test('R1: a cache that is cleared under us is not fetched into, and is kept fresh from then on', async () => {
  const { change, clock, database, queryClient, watch, fetches, lists } = await shownTwo()
  change('a')
  queryClient.clear()
  for (const list of lists) list.unmount()
  await clock.pass(60_000)
  expect(fetches()).toEqual([0, 0])
  const again = watch(['list', 'a'])
  await settle()
  await again.answer()
  change('a')
  await clock.pass(1_000)
  await again.answer()
  expect(again.shown()).toBe(database.version)
})

test('R1: a client that is unmounted and cleared while it fetches leaves nothing behind', async () => {
  const { change, clock, queryClient, realtime, lists } = await shownTwo()
  change('a')
  await clock.pass(30)
  queryClient.unmount()
  queryClient.clear()
  await lists[0]?.answer()
  await clock.pass(60_000)
  expect(queryClient.getQueryCache().getAll()).toEqual([])
  expect(realtime.state.current.status).toBe('live')
})
