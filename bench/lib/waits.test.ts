import { expect, test } from 'vitest'
import { waitsOf } from './waits.mjs'

test('an event waits for the first answer that was asked for after it', () => {
  const answers = [
    { askedAt: 0, at: 50 },
    { askedAt: 100, at: 180 },
    { askedAt: 300, at: 350 },
  ]
  expect(waitsOf([10, 100, 101, 300], answers)).toEqual([170, 80, 249, 50])
})

test('an event that no answer was asked for after waits for ever', () => {
  expect(waitsOf([1, 2], [{ askedAt: 1, at: 5 }])).toEqual([4, Infinity])
})
