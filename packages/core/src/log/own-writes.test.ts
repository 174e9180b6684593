import { expect, test } from 'vitest'
import { liveAndVouched } from '../../test/logged.ts'
import { createListeners } from '../listeners.ts'
import type { BackendReport } from '../polling/backend-reports.ts'

/** Live, with one list on screen; `wrote` says that a write of ours was answered, `echo` tells of it. */
async function writing() {
  const reports = createListeners<[BackendReport]>()
  const realtime = { backend: { subscribe: reports.add } }
  const l = await liveAndVouched(undefined, { realtime })
  const wrote = (origin: string): void => reports.tell({ type: 'answered', wrote: origin })
  const echo = async (change: ReturnType<typeof l.commit>): Promise<void> => {
    l.source.say({ type: 'change', change })
    await l.clock.pass(1_000)
  }
  /** What an app does after its own write. */
  const invalidate = (): void =>
    void l.queryClient.invalidateQueries({ queryKey: ['list'] }, { cancelRefetch: false })
  return { ...l, echo, invalidate, wrote }
}

test('F10: the echo of an own write costs nothing for what was fetched after its response', async () => {
  const { commit, echo, invalidate, list, story, wrote } = await writing()
  const change = commit('a', { pushed: false, origin: 'tab.1' })
  wrote('tab.1')
  invalidate()
  expect(story()).toEqual(['2 fetches list a'])
  await list.answer()
  await echo(change)
  expect(story()).toEqual([])
})

test('F10: so is one that comes while that fetch is in flight, and one that the log tells of', async () => {
  const { clock, commit, echo, invalidate, list, log, story, wrote } = await writing()
  const change = commit('a', { pushed: false, origin: 'tab.1' })
  wrote('tab.1')
  invalidate()
  await echo(change)
  await list.answer()
  commit('a', { pushed: false, origin: 'tab.2' })
  wrote('tab.2')
  invalidate()
  await list.answer()
  story()
  await clock.pass(60_000)
  await log.answer()
  await clock.pass(6_000)
  expect(story()).toEqual(['61 asks a since 0'])
})

test('F10: what was fetched before the response is fetched again', async () => {
  const { commit, echo, invalidate, list, story, wrote } = await writing()
  invalidate()
  const change = commit('a', { pushed: false, origin: 'tab.1' })
  await list.answer()
  wrote('tab.1')
  story()
  await echo(change)
  expect(story()).toEqual(['2 fetches list a'])
})

test('F10: an echo that comes before the response counts like any other change', async () => {
  const { commit, echo, invalidate, list, story, wrote } = await writing()
  invalidate()
  await list.answer()
  const change = commit('a', { pushed: false, origin: 'tab.1' })
  story()
  await echo(change)
  wrote('tab.1')
  expect(story()).toEqual(['2 fetches list a'])
})

test('F10: so does what somebody else wrote', async () => {
  const { commit, echo, invalidate, list, story, wrote } = await writing()
  wrote('tab.1')
  const change = commit('a', { pushed: false, origin: 'other.1' })
  invalidate()
  await list.answer()
  story()
  await echo(change)
  expect(story()).toEqual(['2 fetches list a'])
})

test('F10: whoever writes under the name of an own write hides nothing: it is another transaction', async () => {
  const { commit, echo, invalidate, list, story, wrote } = await writing()
  const own = { ...commit('a', { pushed: false, origin: 'tab.1' }), transaction: '7' }
  wrote('tab.1')
  invalidate()
  await list.answer()
  await echo(own)
  story()
  await echo({ ...commit('a', { pushed: false, origin: 'tab.1' }), transaction: '8' })
  expect(story()).toEqual(['3 fetches list a'])
})

test('F10: nor does whoever guesses the name before the own write is heard of', async () => {
  const { commit, echo, invalidate, list, story, wrote } = await writing()
  wrote('tab.1')
  invalidate()
  await list.answer()
  await echo({ ...commit('a', { pushed: false, origin: 'tab.1' }), transaction: '8' })
  story()
  await echo({ ...commit('a', { pushed: false, origin: 'tab.1' }), transaction: '7' })
  expect(story()).toEqual(['3 fetches list a'])
})

test('F10: nor does whoever takes the name after a thousand writes of others', async () => {
  const { clock, commit, echo, invalidate, list, source, story, wrote } = await writing()
  const own = { ...commit('a', { pushed: false, origin: 'tab.1' }), transaction: '7' }
  wrote('tab.1')
  await echo(own)
  await list.answer().catch(() => undefined)
  for (let n = 0; n < 1_000; n += 1)
    source.say({
      type: 'change',
      change: {
        ...commit('b', { pushed: false, origin: `other.${n}` }),
        transaction: `other ${n}`,
      },
    })
  await clock.pass(1_000)
  invalidate()
  await list.answer()
  story()
  await echo({ ...commit('a', { pushed: false, origin: 'tab.1' }), transaction: '8' })
  expect(story().filter(line => line.includes('list a'))).toHaveLength(1)
})
