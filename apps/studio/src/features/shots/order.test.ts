import { expect, it } from 'vitest'
import { inOrder, moved } from './order.ts'

const rows = ['a', 'b', 'c', 'd'].map(id => ({ id }))
const ids = (list: readonly { readonly id: string }[]): string => list.map(({ id }) => id).join('')

it('moves a row forwards, backwards, to the first place and to the last', () => {
  const cases = [
    [0, 2],
    [2, 0],
    [3, 0],
    [0, 3],
  ] as const
  expect(cases.map(([from, to]) => ids(moved(rows, from, to)))).toEqual([
    'bcad',
    'cabd',
    'dabc',
    'bcda',
  ])
})

it('is the very list when nothing moves, or when a place is not in the list', () => {
  for (const [from, to] of [
    [1, 1],
    [-1, 2],
    [1, -1],
    [1, 4],
  ] as const)
    expect(moved(rows, from, to)).toBe(rows)
})

it('orders as the database does: unknown ids are passed over, rows not listed follow in their order', () => {
  expect(ids(inOrder(rows, ['d', 'x', 'b']))).toBe('dbac')
  expect(ids(inOrder(rows, []))).toBe('abcd')
})

it('comes to the same when applied twice, and is then the very list', () => {
  const once = inOrder(rows, ['c', 'a'])
  expect(inOrder(once, ['c', 'a'])).toBe(once)
  expect(inOrder(rows, ['a', 'b'])).toBe(rows)
})
