import type { QueryClient } from '@tanstack/query-core'
import {
  persistQueryClientRestore,
  persistQueryClientSave,
  type PersistedClient,
  type Persister,
} from '@tanstack/query-persist-client-core'
import { expect, test } from 'vitest'
import { world, type WorldOptions } from '../../test/world.ts'
import type { Change, LogAnswer } from '../change-source.ts'
import { scriptedSource, sessionOf, settle } from '../testing/index.ts'
import { changeLog } from './change-log.ts'
import { withBookmark } from './with-bookmark.ts'

/** A browser's storage: text only. */
function storage(): Persister {
  let stored: string | undefined
  return {
    persistClient: client => void (stored = JSON.stringify(client)),
    restoreClient: () =>
      stored === undefined ? undefined : (JSON.parse(stored) as PersistedClient),
    removeClient: () => void (stored = undefined),
  }
}

const rowOf = (list: string): Change => ({
  kind: 'row',
  schema: 'public',
  table: 'rows',
  operation: 'UPDATE',
  row: { list },
  old: {},
})
const nothing = { type: 'told', complete: true, changes: [] } as const
const first = { ...nothing, complete: false, reason: 'first' } as const

type Answers = (cursor: string | undefined) => LogAnswer

/** A page with a list that TanStack does not fetch again by itself, and a log that answers as it is told to. */
function page(persister: Persister, answers: Answers, options: WorldOptions = {}) {
  const asked: (string | undefined)[] = []
  const source = {
    ...scriptedSource(),
    changeLog: changeLog({
      tables: ['rows'],
      since: (_, cursor) => {
        asked.push(cursor)
        return Promise.resolve(answers(cursor))
      },
    }),
  }
  const stage = world({ ...options, realtime: { source } })
  stage.queryClient.setDefaultOptions({ queries: { staleTime: Infinity, retry: false } })
  const queryClient = stage.queryClient as QueryClient &
    Parameters<typeof persistQueryClientSave>[0]['queryClient']
  const kept = { queryClient, persister: withBookmark(persister, stage.realtime, stage.auth) }
  return {
    ...stage,
    asked,
    save: () => persistQueryClientSave(kept),
    restore: () => persistQueryClientRestore(kept),
  }
}

test('after a reload, the list that was kept with its bookmark is fetched only if something in it changed', async () => {
  const persister = storage()
  const before = page(persister, () => ({ ...first, cursor: 'c1' }))
  before.realtime.follow('a')
  await settle()
  const list = before.watch(['list', 'a'])
  await list.answer()
  await before.save()
  before.realtime.stop()

  const after = page(persister, () => ({ ...nothing, cursor: 'c2' }))
  await after.restore()
  after.realtime.follow('a')
  const again = after.watch(['list', 'a'])
  await settle()
  await after.clock.pass(4_000)
  expect(after.asked).toEqual(['c1'])
  expect(again.startedAt).toEqual([])
  after.realtime.stop()

  const changed = { change: rowOf('a'), commits: ['1'] }
  const later = page(persister, () => ({ ...nothing, cursor: 'c3', changes: [changed] }))
  await later.restore()
  later.realtime.follow('a')
  const lists = [later.watch(['list', 'a']), later.watch(['list', 'b'])]
  await settle()
  await lists[1]?.answer()
  await later.clock.pass(1_000)
  expect(lists.map(({ startedAt }) => startedAt)).toEqual([[20], [0]])
})

test('without a bookmark, or with one that is none, a reload catches up with everything', async () => {
  const persister = storage()
  const before = page(persister, () => ({ ...first, cursor: 'c1' }))
  const list = before.watch(['list', 'a'])
  await list.answer()
  // Nothing is followed yet: nothing is vouched for.
  await before.save()
  before.realtime.stop()
  const stored = (await persister.restoreClient()) as PersistedClient & { everfresh?: unknown }
  expect(stored.everfresh).toEqual({ userId: 'ann' })
  const everfresh = { userId: 'ann', bookmark: { scopeId: 1 } }
  await persister.persistClient({ ...stored, everfresh } as PersistedClient)

  const after = page(persister, () => ({ ...first, cursor: 'c2' }))
  await after.restore()
  after.realtime.follow('a')
  const again = after.watch(['list', 'a'])
  await settle()
  expect(after.asked).toEqual([undefined])
  expect(again.startedAt).toEqual([0])
})

test.each([
  ['ann', 'of ann'],
  ['bob', undefined],
  [null, undefined],
])(
  'R8: what was kept for ann is shown once it is known that she is signed in, and to nobody else (%s)',
  async (userId, shown) => {
    const persister = storage()
    const before = page(persister, () => ({ ...first, cursor: 'c1' }))
    before.realtime.follow('a')
    await settle()
    before.queryClient.setQueryData(['list', 'a'], 'of ann')
    await before.save()
    before.realtime.stop()

    const { asked, queryClient, ...after } = page(persister, () => ({ ...nothing, cursor: 'c2' }), {
      signedIn: false,
    })
    after.realtime.follow('a')
    const restored = after.restore()
    await settle()
    expect(queryClient.getQueryData(['list', 'a'])).toBeUndefined()
    after.sessions.say(userId === null ? null : sessionOf(userId))
    await restored
    await settle()
    expect(queryClient.getQueryData(['list', 'a'])).toBe(shown)
    expect(asked).toEqual({ ann: ['c1'], bob: [undefined] }[userId ?? ''] ?? [])
  },
)
