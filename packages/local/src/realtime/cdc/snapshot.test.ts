import { expect, it } from 'vitest'
import { parseSnapshot, sees } from './snapshot.ts'

it('sees what is over, not what runs nor what is to come', () => {
  const snapshot = parseSnapshot('10:20:10,14,19')
  const seen = [9, 10, 11, 14, 18, 19, 20, 21].filter(xid => sees(snapshot, xid))
  expect(seen).toEqual([9, 11, 18])
})

it('sees everything before the next one when nothing runs', () => {
  expect(sees(parseSnapshot('20:20:'), 19)).toBe(true)
  expect(sees(parseSnapshot('20:20:'), 20)).toBe(false)
})

it('knows an id from before the lower half of the counter began anew', () => {
  const next = 3n * 2n ** 32n + 5n
  expect(sees(parseSnapshot(`${next}:${next}:`), 2 ** 32 - 1)).toBe(true)
  expect(sees(parseSnapshot(`${next}:${next}:`), 4)).toBe(true)
  expect(sees(parseSnapshot(`${next}:${next}:`), 6)).toBe(false)
})

it('refuses what is no snapshot', () => {
  expect(() => parseSnapshot('x')).toThrow(SyntaxError)
})
