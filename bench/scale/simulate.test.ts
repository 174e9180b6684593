import { expect, test } from 'vitest'
import { partsOf } from './simulate.mjs'

const crowd = {
  seed: 1,
  measureMs: 1_000,
  happening: { type: 'nothing' },
} as const

test('every client of a large crowd is in one part, and has a number of its own', () => {
  const parts = partsOf({ ...crowd, tab: 'everfresh', count: 6_000 })
  expect(parts.map(({ from, count }) => [from, count])).toEqual([
    [0, 2_500],
    [2_500, 2_500],
    [5_000, 1_000],
  ])
})

test('ten thousand cores are one part', () => {
  expect(partsOf({ ...crowd, tab: 'core', count: 10_000 })).toHaveLength(1)
})
