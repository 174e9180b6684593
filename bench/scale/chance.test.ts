import { expect, test } from 'vitest'
import { quantile } from './chance.mjs'

const known = [
  [0, 1],
  [0.5, 10],
  [1, 1_000],
] as const

test('a draw at a published share is what was published, and between two their logarithms are even', () => {
  expect([0, 0.5, 1].map(share => quantile(known, share))).toEqual([1, 10, 1_000])
  expect(quantile(known, 0.75)).toBeCloseTo(100)
})
