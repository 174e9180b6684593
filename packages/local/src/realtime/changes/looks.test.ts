import { describe, expect, it } from 'vitest'
import { Looks } from './looks.ts'

describe('the real server’s looks at the changes', () => {
  it('come each 500 ms while nothing happens, from the last one on', () => {
    const looks = new Looks(100, 1_000)
    expect([1_000, 1_001, 1_499, 1_501, 7_123].map(now => looks.waitMs(now))).toEqual([
      500, 499, 1, 499, 377,
    ])
  })

  it('come at once after one that found something, and then are as seldom as before', () => {
    const looks = new Looks(100, 0)
    looks.looked(5_000, 'wanted')
    expect([5_000, 5_010].map(now => looks.waitMs(now))).toEqual([0, 490])
  })

  it('come soon after changes that nobody wants', () => {
    const looks = new Looks(100, 0)
    looks.looked(5_000, 'moved')
    expect([5_000, 5_200].map(now => looks.waitMs(now))).toEqual([175, 475])
  })

  it('are not waited for without an interval', () => {
    expect(new Looks(0, 0).waitMs(123)).toBe(0)
  })
})
