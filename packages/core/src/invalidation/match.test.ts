import { hashKey as theirs, partialMatchKey } from '@tanstack/query-core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashKey, isUnder } from './match.ts'

const part = fc.letrec(tie => ({
  part: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('tasks', 'a', 1, 0, true, null, undefined),
    fc.array(tie('part'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('x', 'y'), tie('part'), { maxKeys: 2 }),
  ),
})).part
const key = fc.array(part, { maxLength: 4 })

test('a key lies under a prefix exactly when query-core says so', () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      expect(isUnder(a, b)).toBe(partialMatchKey(a, b))
      expect(isUnder(a, a.slice(0, 2))).toBe(partialMatchKey(a, a.slice(0, 2)))
    }),
    { numRuns: 5_000 },
  )
})

test('two keys have one hash exactly when query-core says so', () => {
  fc.assert(
    fc.property(key, k => {
      expect(hashKey(k)).toBe(theirs(k))
    }),
    { numRuns: 2_000 },
  )
})

test('a full key with parts left undefined is not a prefix', () => {
  expect(isUnder(['tasks', 'p', 1], ['tasks', 'p', undefined])).toBe(false)
  expect(isUnder(['tasks', 'p', 1], ['tasks', 'p'])).toBe(true)
})
