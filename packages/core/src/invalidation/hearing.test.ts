import { expect, test } from 'vitest'
import { shown } from '../../test/shown.ts'
import type { TestEvent } from '../../test/world.ts'
import type { Change } from '../change-source.ts'
import type { RealtimeOptions } from '../realtime.ts'

type Options = Partial<RealtimeOptions<TestEvent>>

/** Live, with one query shown and quiet; `tell` says that its row changed. */
async function hearing(realtime: Options = {}) {
  const w = await shown(['list', 'a'], { realtime })
  const tell = async (news: Partial<Extract<Change, { kind: 'row' }>>): Promise<void> => {
    const row = { list: 'a' }
    const change: Change = {
      kind: 'row',
      schema: 'public',
      table: 'rows',
      operation: 'UPDATE',
      row,
      old: {},
      ...news,
    }
    w.source.say({ type: 'change', change })
    await w.clock.pass(3_000)
  }
  /** How many fetches were started since last asked; each is answered. */
  const fetches = async (): Promise<number> => {
    const count = w.list.startedAt.splice(0).length
    for (let i = 0; i < count; i += 1) await w.list.answer()
    return count
  }
  return { ...w, fetches, tell }
}

test('R4: a commit that is told twice counts once, however late the second comes', async () => {
  const { fetches, tell } = await hearing()
  await tell({ id: 'tx 7' })
  expect(await fetches()).toBe(1)
  await tell({ id: 'tx 7' })
  expect(await fetches()).toBe(0)
  await tell({ id: 'tx 8' })
  expect(await fetches()).toBe(1)
})

test('R4: changes without an identity each count', async () => {
  const { fetches, tell } = await hearing()
  await tell({})
  expect(await fetches()).toBe(1)
  await tell({})
  expect(await fetches()).toBe(1)
})

test('R4: an identity that is null in the database is none: each such change counts', async () => {
  const { fetches, tell } = await hearing({ identify: () => null as never })
  await tell({})
  expect(await fetches()).toBe(1)
  await tell({})
  expect(await fetches()).toBe(1)
})

test('R4: the app may say what the identity is', async () => {
  const { fetches, tell } = await hearing({
    identify: change => (change.kind === 'row' ? String(change.row['version']) : undefined),
  })
  await tell({ id: 'told by one', row: { list: 'a', version: 1 } })
  expect(await fetches()).toBe(1)
  await tell({ id: 'told by another', row: { list: 'a', version: 1 } })
  expect(await fetches()).toBe(0)
})

test('R4: the newest ten thousand identities are remembered, no more', async () => {
  const { fetches, source, tell } = await hearing()
  await tell({ id: 'first' })
  expect(await fetches()).toBe(1)
  await tell({ id: 'second' })
  expect(await fetches()).toBe(1)
  for (let i = 0; i < 9_999; i += 1)
    source.say({
      type: 'change',
      change: { kind: 'message', id: `other ${i}`, event: 'no', payload: {} },
    })
  await tell({ id: 'second' })
  expect(await fetches()).toBe(0)
  await tell({ id: 'first' })
  expect(await fetches()).toBe(1)
})

test('R4: what was heard in one scope may mean something else in the next', async () => {
  const { fetches, realtime, source, tell } = await hearing()
  await tell({ id: 'tx 7' })
  expect(await fetches()).toBe(1)
  realtime.follow('b')
  source.goLive()
  await tell({ id: 'tx 6' })
  await fetches()
  await tell({ id: 'tx 7' })
  expect(await fetches()).toBe(1)
})

test('R4, R5: a change whose identity cannot be told touches every family, and is traced', async () => {
  const { fetches, tell, trace } = await hearing({
    identify: () => {
      throw new Error('no id in the payload')
    },
  })
  await tell({})
  expect(await fetches()).toBe(1)
  expect(trace.entries().some(({ what }) => what === 'change not understood')).toBe(true)
})
