import { expect, test } from 'vitest'
import { atRest, isLive, logOf, often, prepareFeedStage, reads } from '../../test/feed-stage.ts'
import { soon } from '../../test/stage.ts'

const stage = prepareFeedStage()
const asking = { path: '/rest/v1/rpc/changes_since' }

test('F12: a page that is loaded anew fetches only what changed since its cache was kept', async () => {
  const before = await stage.open({ parts: 10 })
  await atRest(before)
  const kept = {
    bookmark: before.realtime.bookmark(),
    cache: before.queryClient,
    session: await before.session(),
  }
  before.realtime.stop()
  await stage.commit([2, 'meanwhile'])
  const after = await stage.open({ parts: 10, kept })
  await soon(() => isLive(after)).toBe(true)
  await soon(() => after.titles(2)).toEqual(['meanwhile'])
  await after.realtime.settled(Promise.resolve())
  expect(reads(after)).toEqual(['GET rows 2'])
})

test.each(['http-cut', 'http-lost'] as const)(
  'F4: a question that dies under way (%s) is asked again from where it was, and nothing is lost',
  async type => {
    stage.backend.faults.set({ realtime: 'off' })
    const app = await stage.open({ parts: 3, polling: often })
    await soon(() => logOf(app)?.status).toBe('trusted')
    await atRest(app)
    const dying = stage.backend.faults.add({ type, service: 'rest' }, { ...asking, count: 1 })
    await stage.commit([2, 'told twice'])
    await soon(() => dying.strikes()).toBe(1)
    await soon(() => logOf(app)?.status).toBe('trusted')
    await soon(() => app.titles(2)).toEqual(['told twice'])
  },
)

test('a session that ran out and is renewed goes on from its cursor', async () => {
  const app = await stage.open({ parts: 3, polling: often })
  await atRest(app)
  const expired = stage.backend.faults.add({ type: 'token-expire' })
  await soon(() => logOf(app)?.status).toBe('failing')
  await stage.commit([1, 'meanwhile'])
  expired.remove()
  await app.client.auth.refreshSession()
  await soon(() => [isLive(app), logOf(app)?.status]).toEqual([true, 'trusted'])
  await soon(() => app.titles(1)).toEqual(['meanwhile'])
})

test('C6: what the first user’s question is answered after the second signed in is shown to nobody', async () => {
  const app = await stage.open({ parts: 2, polling: often })
  await stage.commit([0, 'of the first'])
  await soon(() => app.titles(0)).toEqual(['of the first'])
  const slow = stage.backend.faults.add(
    { type: 'http-slow', service: 'rest' },
    { ...asking, count: 1 },
  )
  await soon(() => slow.strikes()).toBe(1)
  await app.client.auth.signOut()
  await app.client.auth.signInAnonymously()
  await soon(() => logOf(app)?.status).toBe('refused')
  const told = () =>
    app.trace.entries().filter(({ part, what }) => part === 'log' && what === 'told').length
  const before = told()
  slow.remove()
  await soon(() => app.titles(0)).not.toEqual(['of the first'])
  await stage.commit([0, 'of nobody'])
  await soon(() => app.queryClient.isFetching()).toBe(0)
  expect([app.titles(0) ?? [], told()]).toEqual([[], before])
})
