import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createKeyTree } from './key-tree.ts'
import { keyId } from './match.ts'

const part = fc.oneof(
  fc.constantFrom('a', 'b', '', 1, '1', 0, -0, null, undefined, true),
  fc.constantFrom({}, { x: 1 }, { x: undefined }, { x: 1, y: 2 }, { y: 2, x: 1 }, ['a'], []),
)
const key = fc.array(part, { maxLength: 3 })

test('R4: two keys have one value exactly if they match the same queries', () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      const tree = createKeyTree(() => ({}))
      expect(tree.at(a) === tree.at(b)).toBe(keyId(a) === keyId(b))
    }),
    { numRuns: 5_000 },
  )
})

test('a key that was forgotten starts anew, and no other does', () => {
  fc.assert(
    fc.property(fc.uniqueArray(key, { selector: keyId, minLength: 1 }), keys => {
      const tree = createKeyTree(() => ({}))
      const before = keys.map(tree.at)
      const [first = []] = keys
      tree.forget(first)
      expect(keys.map(tree.at).map((value, n) => value === before[n])).toEqual(
        keys.map((_, n) => n > 0),
      )
    }),
  )
})
