import { partialMatchKey, QueryClient } from '@tanstack/query-core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newestChange } from './dirty-trie.ts'
import { isUnder, keyId } from './match.ts'

const part = fc.letrec(tie => ({
  part: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('tasks', 'a', '1', 1, 0, -0, NaN, Infinity, true, false, null, undefined, ''),
    fc.array(tie('part'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('x', 'y'), tie('part'), { maxKeys: 2 }),
    fc.constantFrom(new Date(0), new Date(1), new Map(), /x/u),
  ),
})).part
const key = fc.array(part, { maxLength: 4 })

test('R1: a key lies under a prefix exactly when query-core says so', () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      expect(isUnder(a, b)).toBe(partialMatchKey(a, b))
      expect(isUnder(a, a.slice(0, 2))).toBe(partialMatchKey(a, a.slice(0, 2)))
    }),
    { numRuns: 5_000 },
  )
})

test('R1: a flush of many keys finds exactly the queries, and for each the newest change, that query-core would', () => {
  fc.assert(
    fc.property(
      fc.array(key, { maxLength: 12 }),
      fc.array(key, { maxLength: 6 }),
      (cached, keys) => {
        const queryClient = new QueryClient()
        for (const queryKey of cached) queryClient.setQueryData(queryKey, 'data')
        // Also the starts of what is cached, which random keys seldom are.
        const prefixes = [...keys, ...cached.map((queryKey, i) => queryKey.slice(0, i % 4))]
        const dirty = prefixes.map((prefix, i) => ({ key: prefix, order: i + 1 }))
        const found = newestChange(dirty)
        const cache = queryClient.getQueryCache()
        const expected = new Map<string, number>()
        for (const { key: queryKey, order } of dirty)
          for (const { queryHash } of cache.findAll({ queryKey })) expected.set(queryHash, order)
        for (const query of cache.getAll())
          expect(found(query.queryKey)).toBe(expected.get(query.queryHash) ?? 0)
        queryClient.clear()
      },
    ),
    { numRuns: 2_000 },
  )
})

test('R1: two keys are taken for one only if they match the same queries', () => {
  fc.assert(
    fc.property(key, key, key, (a, b, query) => {
      if (keyId(a) === keyId(b)) expect(partialMatchKey(query, a)).toBe(partialMatchKey(query, b))
    }),
    { numRuns: 20_000 },
  )
})

test.each([
  [
    ['a', null],
    ['a', undefined],
  ],
  [
    ['a', { x: undefined }],
    ['a', {}],
  ],
  [
    ['a', { x: NaN }],
    ['a', { x: null }],
  ],
  [
    ['a', { x: 1 }],
    ['a', { x: '1' }],
  ],
  [['a', 'b'], ['a,b']],
  [['1"a'], ['1"', 'a']],
  [['1'], [1]],
  [['null'], [null]],
  [['{}'], [{}]],
  [[['a']], ['a']],
])('R1: %j and %j are two keys', (a, b) => {
  expect(keyId(a)).not.toBe(keyId(b))
})

test('R4: the order of an object’s names makes no other key', () => {
  expect(keyId(['a', { x: 1, y: { p: 1, q: 2 } }])).toBe(keyId(['a', { y: { q: 2, p: 1 }, x: 1 }]))
})

test('R5: a full key with parts left undefined is not a prefix', () => {
  expect(isUnder(['tasks', 'p', 1], ['tasks', 'p', undefined])).toBe(false)
  expect(isUnder(['tasks', 'p', 1], ['tasks', 'p'])).toBe(true)
})
