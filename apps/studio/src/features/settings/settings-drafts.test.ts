import { manualClock, settle } from '@everfresh/core/testing'
import { expect, test } from 'vitest'
import { patched, unconfirmed, type Settings } from './settings-draft.ts'
import { createSettingsDrafts, type UnsavedSettings } from './settings-drafts.ts'

const ann = { scope: 'project', id: 'ann' } as const
const bob = { scope: 'project', id: 'bob' } as const

/** Drafts whose saves are answered by hand, in the order in which they were sent. */
function setUp(stored: readonly UnsavedSettings[] = []) {
  const clock = manualClock()
  const saves: [string, Settings][] = []
  const answers: { resolve: () => void; reject: (error: Error) => void }[] = []
  let kept = stored
  const drafts = createSettingsDrafts({
    clock,
    save: ({ id }, patch) => {
      saves.push([id, patch])
      return new Promise<void>((resolve, reject) => answers.push({ resolve, reject }))
    },
    explain: error => ({ message: String(error), passing: String(error).includes('down') }),
    storage: { read: () => stored, write: all => (kept = all) },
  })
  const stop = drafts.start()
  const answer = async (error?: Error): Promise<void> => {
    const next = answers.shift()
    if (error === undefined) next?.resolve()
    else next?.reject(error)
    await settle()
  }
  return { clock, drafts, saves, answer, stop, kept: () => kept }
}

test('a word typed letter by letter is saved once, when the typing rests', async () => {
  const { clock, drafts, saves } = setUp()
  for (const style of ['w', 'wa', 'wat']) {
    drafts.edit(ann, { style })
    await clock.pass(299)
  }
  expect(saves).toEqual([])
  await clock.pass(1)
  expect(saves).toEqual([['ann', { style: 'wat' }]])
})

test('what was typed for one project is saved to that one, whatever is open then', async () => {
  const { clock, drafts, saves } = setUp()
  drafts.edit(ann, { style: 'ink' })
  drafts.edit(bob, { style: 'oil' })
  drafts.flush(ann)
  expect(saves).toEqual([['ann', { style: 'ink' }]])
  await clock.pass(300)
  expect(saves.slice(1)).toEqual([['bob', { style: 'oil' }]])
})

test('mode 103: what is typed while a save is under way is sent after it, never beside it', async () => {
  const { clock, drafts, saves, answer } = setUp()
  drafts.edit(ann, { style: 'a', mood: 'm' })
  await clock.pass(300)
  drafts.edit(ann, { style: 'b' })
  await clock.pass(300)
  drafts.flush()
  expect(saves).toHaveLength(1)
  expect(unconfirmed(drafts.of(ann).current)).toEqual({ style: 'b', mood: 'm' })
  await answer()
  expect(saves[1]).toEqual(['ann', { style: 'b' }])
  await answer()
  expect(unconfirmed(drafts.of(ann).current)).toEqual({})
})

test('a save that failed keeps what was typed, newer words over older, and says why', async () => {
  const { clock, drafts, saves, answer } = setUp()
  drafts.edit(ann, { style: 'a', mood: 'm' })
  await clock.pass(300)
  drafts.edit(ann, { style: 'b' })
  await answer(new Error('not allowed'))
  expect(drafts.of(ann).current).toMatchObject({
    unsent: { style: 'b', mood: 'm' },
    problem: 'Error: not allowed',
  })
  await clock.pass(300)
  expect(saves[1]).toEqual(['ann', { style: 'b', mood: 'm' }])
  await answer()
  expect(drafts.of(ann).current.problem).toBeUndefined()
})

test('it is tried again by itself where that can help, and only there', async () => {
  const { clock, drafts, saves, answer } = setUp()
  drafts.edit(ann, { style: 'a' })
  drafts.flush()
  await answer(new Error('down'))
  await clock.pass(5_000)
  expect(saves).toHaveLength(2)
  await answer(new Error('not allowed'))
  await clock.pass(3_600_000)
  expect(saves).toHaveLength(2)
})

test('what a reload interrupted is saved by the page that comes after', async () => {
  const { clock, drafts, kept } = setUp()
  drafts.edit(ann, { style: 'a' })
  drafts.flush()
  drafts.edit(ann, { mood: 'm' })
  const next = setUp(kept())
  await next.clock.pass(300)
  expect(next.saves).toEqual([['ann', { style: 'a', mood: 'm' }]])
  await next.answer()
  expect(next.kept()).toEqual([])
  expect(clock.pending()).toBe(1)
})

test('nothing is sent any more when the person has left', async () => {
  const { clock, drafts, saves, stop } = setUp()
  drafts.edit(ann, { style: 'a' })
  stop()
  drafts.flush()
  await clock.pass(60_000)
  expect(saves).toEqual([])
})

test('a setting that was taken away is not shown', () => {
  expect(patched({ style: 'ink', mood: 'calm' }, { style: null })).toEqual({ mood: 'calm' })
})
