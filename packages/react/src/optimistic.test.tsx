// @vitest-environment happy-dom
import { act, cleanup } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { changing, fetched } from '../test/optimistic.tsx'
import { turns } from '../test/start.tsx'

afterEach(cleanup)

test('R9: a change is shown at once, and what was fetched stays as it was', async () => {
  const w = await changing()
  const before = w.client.getQueryData(['list', 'a'])
  await w.do('star', 'moon')
  expect(w.text()).toBe('sun moon* (2)')
  expect(w.frames).toEqual(['sun moon* (2)'])
  expect(w.client.getQueryData(['list', 'a'])).toBe(before)
  expect(w.sent).toEqual(['star moon'])
})

test('R7, R9: one fetch follows, and nothing is seen of it', async () => {
  const w = await changing()
  await w.do('star', 'moon')
  w.has('a', 'sun moon*')
  await w.succeed()
  w.tell('a')
  await w.settle(20)
  await w.settle()
  expect(w.asked).toEqual({ a: 1 })
  expect(w.text()).toBe('sun moon* (2)')
  expect(new Set(w.frames)).toEqual(new Set(['sun moon* (2)']))
})

test('R9: what a fetch confirms keeps every object that is shown', async () => {
  const w = await changing()
  await w.do('star', 'moon')
  const optimistic = w.shown.at(-1)
  w.has('a', 'sun moon*')
  await w.succeed()
  await w.settle()
  expect(w.shown.at(-1)).toBe(optimistic)
  w.has('a', 'sun moon* star')
  w.tell('a')
  await w.settle()
  expect(w.text()).toBe('sun moon* star (3)')
  expect(w.shown.at(-1)?.rows[1]).toBe(optimistic?.rows[1])
})

test('R9: a change that fails takes away itself only; later ones and newer rows stay', async () => {
  const w = await changing()
  await w.do('star', 'moon')
  await w.do('delete', 'sun')
  expect(w.text()).toBe('moon* (1)')
  await w.fail()
  expect(w.text()).toBe('moon (1)')
  w.has('a', 'moon dawn')
  await w.succeed()
  await w.settle()
  expect(w.text()).toBe('moon dawn (2)')
  expect(w.frames).not.toContain('sun moon (2)')
})

test('R9: without realtime the one fetch follows at once, too', async () => {
  const w = await changing()
  w.realtime.setEnabled(false)
  await w.settle(1_000)
  await w.settle(1_000)
  w.asked['a'] = 0
  await w.do('star', 'moon')
  w.has('a', 'sun moon*')
  await w.succeed()
  await w.settle(20)
  expect(w.asked).toEqual({ a: 1 })
})

test('R9: what was asked for before the commit was known takes no change away', async () => {
  const w = await changing({ has: { a: 'sun moon', b: 'moon' }, lists: ['a'] })
  await w.do('delete', 'moon')
  // Another page is opened: its first fetch may not wait, and sees the row.
  w.show(['a', 'b'])
  await w.settle(0)
  expect(w.text()).toBe('sun (1) (0)')
  expect(w.asked['b']).toBe(1)
  w.has('a', 'sun')
  w.has('b', '')
  await w.succeed()
  await w.settle()
  expect(w.text()).toBe('sun (1) (0)')
  expect(w.asked).toEqual({ a: 1, b: 2 })
})

test('R9: a first fetch that is in flight when the commit is known does not resurrect a row', async () => {
  const w = await changing({ has: { a: 'sun moon', b: 'moon' }, lists: ['a'] })
  await w.do('delete', 'moon')
  w.show(['a', 'b'])
  w.has('a', 'sun')
  w.has('b', '')
  await w.succeed()
  // It was asked before the commit, and lands after it.
  await w.backend.answer()
  expect(w.text()).toBe('sun (1) (0)')
  await w.settle()
  await w.settle()
  expect(w.text()).toBe('sun (1) (0)')
  expect(w.frames).not.toContain('moon (1)')
})

test('R9: a row that is added comes once, also where a fetch brings it before the answer', async () => {
  const w = await changing({ has: { a: 'sun', b: 'sun' }, lists: ['a'] })
  await w.do('add', 'moon')
  expect(w.text()).toBe('sun moon (2)')
  w.has('b', 'sun moon')
  w.show(['b'])
  await w.settle(0)
  expect(w.text()).toBe('sun moon (2)')
  await w.succeed()
  await w.settle()
  expect(new Set(w.frames)).toEqual(new Set(['sun moon (2)', 'loading']))
})

test('R9: a query that fails keeps the change until it has an answer', async () => {
  const w = await changing()
  await w.do('star', 'moon')
  await w.succeed()
  w.breaks('a')
  await w.settle()
  expect(w.text()).toBe('sun moon* (2)')
  w.has('a', 'sun moon*')
  await w.settle(10_000)
  await w.settle(10_000)
  expect(w.text()).toBe('sun moon* (2)')
  expect(new Set(w.frames)).toEqual(new Set(['sun moon* (2)']))
})

test('R9: a list that no change touches is not rendered', async () => {
  const w = await changing({
    has: { a: 'sun', b: 'moon' },
    doing: { touches: [['list', 'a']] },
  })
  await w.do('star', 'sun')
  expect(w.frames).toEqual(['sun* (1)'])
})

test('R9: of two changes of one row the first’s commit leaves the second’s', async () => {
  const w = await changing()
  await w.do('star', 'moon')
  await w.do('delete', 'moon')
  w.has('a', 'sun moon*')
  await w.succeed()
  await w.settle()
  // The delete still holds the list: nothing was fetched over it.
  expect(w.asked).toEqual({ a: 0 })
  expect(w.text()).toBe('sun (1)')
  w.has('a', 'sun')
  await w.succeed()
  await w.settle()
  expect(w.asked).toEqual({ a: 1 })
  expect(w.text()).toBe('sun (1)')
  expect(w.frames).not.toContain('sun moon (2)')
})

test('R9: what outlives its hold is shown over what others do meanwhile', async () => {
  const w = await changing()
  await w.do('star', 'moon')
  await w.settle(30_000)
  w.has('a', 'sun moon dawn')
  w.tell('a')
  await w.settle()
  expect(w.text()).toBe('sun moon* dawn (3)')
  w.has('a', 'sun moon* dawn')
  await w.succeed()
  await w.settle()
  expect(w.text()).toBe('sun moon* dawn (3)')
})

test('R9: a list that is off screen keeps the change until it is shown and fetched', async () => {
  const w = await changing({ has: { a: 'sun moon', b: 'moon' } })
  w.show(['a'])
  await w.do('delete', 'moon')
  await w.succeed()
  w.has('a', 'sun')
  w.has('b', '')
  await w.settle()
  expect(w.asked).toEqual({ a: 1, b: 0 })
  w.frames.length = 0
  w.show(['a', 'b'])
  await w.settle()
  expect(w.asked).toEqual({ a: 1, b: 1 })
  expect(w.frames).not.toContain('moon (1)')
  expect(w.text()).toBe('sun (1) (0)')
})

test('R9: data that is set by hand is shown with the change, and does not confirm it', async () => {
  const w = await changing()
  await w.do('star', 'moon')
  await w.succeed()
  await act(async () => {
    w.client.setQueryData(['list', 'a'], fetched('dawn moon'))
    await turns()
  })
  expect(w.text()).toBe('dawn moon* (2)')
  w.has('a', 'dawn moon*')
  await w.settle()
  await w.settle()
  expect(w.text()).toBe('dawn moon* (2)')
})

test('R9: a query that left the cache owes nothing; who comes back shows what is fetched', async () => {
  const w = await changing()
  await w.do('delete', 'moon')
  w.show([])
  await w.succeed()
  w.client.removeQueries({ queryKey: ['list'] })
  w.has('a', 'sun moon dawn')
  w.show(['a'])
  await w.settle()
  expect(w.text()).toBe('sun moon dawn (3)')
})

test('R9: a component that is gone before its change is saved takes nothing away', async () => {
  const w = await changing()
  await w.do('star', 'moon')
  w.show(['a'], false)
  expect(w.text()).toBe('sun moon* (2)')
  w.has('a', 'sun moon*')
  await w.succeed()
  await w.settle()
  expect(w.asked).toEqual({ a: 1 })
  expect(w.frames).not.toContain('sun moon (2)')
})

test('R9: the changes of one client lie over no other’s data', async () => {
  const w = await changing()
  await w.do('star', 'moon')
  const other = await changing()
  expect(other.text()).toBe('sun moon (2)')
})

test('R9: in StrictMode a change is shown once and sent once', async () => {
  const w = await changing({ strict: true })
  await w.do('add', 'dawn')
  expect(w.sent).toEqual(['add dawn'])
  expect(w.text()).toBe('sun moon dawn (3)')
  w.has('a', 'sun moon dawn')
  await w.succeed()
  await w.settle()
  expect(w.text()).toBe('sun moon dawn (3)')
})

test('R9: a patch that throws changes nothing, is reported once, and stops nothing', async () => {
  const faults: unknown[] = []
  const report = (error: unknown): void => void faults.push(String(error))
  process.on('unhandledRejection', report)
  const w = await changing()
  await w.do('break', 'moon')
  await w.do('star', 'moon')
  expect(w.text()).toBe('sun moon* (2)')
  process.off('unhandledRejection', report)
  expect(faults).toEqual(['Error: a patch at fault'])
})

test('R9: a caller’s own select gets the change, and a page that stands in for another shows it', async () => {
  const w = await changing({ has: { a: 'sun moon', b: 'dawn moon' }, lists: [] })
  w.showPage('a')
  await w.settle()
  w.showPage('b')
  expect(w.text()).toBe('sun, moon')
  await w.do('star', 'moon')
  await w.do('delete', 'sun')
  expect(w.text()).toBe('moon*')
  await w.settle()
  expect(w.text()).toBe('dawn, moon*')
})
