// @vitest-environment happy-dom
import { cleanup } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { changing } from '../test/optimistic.tsx'

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
  // Seen under the hold only because it is the first of its query: another has added a row.
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
  const { queryHash } = w.client.getQueryCache().getAll()[0] ?? {}
  expect(queryHash).toBeDefined()
  await w.client.getQueryCache().getAll()[0]?.cancel()
  w.has('a', 'broken')
  w.backend.rows['a'] = 'no JSON'
  await w.settle()
  expect(w.text()).toBe('sun moon* (2)')
  w.has('a', 'sun moon*')
  await w.settle(10_000)
  await w.settle(10_000)
  expect(w.text()).toBe('sun moon* (2)')
  expect(new Set(w.frames)).toEqual(new Set(['sun moon* (2)']))
})
