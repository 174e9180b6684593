import { describe, expect, it } from 'vitest'
import { duration, timeAgo } from './time-words.ts'

const now = Date.UTC(2026, 10, 22, 12)
const ago = (seconds: number): string => timeAgo(now - seconds * 1_000, now)

describe('times in words', () => {
  it('says how long ago something was, coarser the longer it is', () => {
    expect([3, 42, 60, 3_599, 3_600, 86_400, 3 * 86_400].map(ago)).toEqual([
      'just now',
      '42 s ago',
      '1 min ago',
      '59 min ago',
      '1 h ago',
      'yesterday',
      '3 days ago',
    ])
  })

  it('calls a moment ahead of this clock just now, never a negative age', () => {
    expect(ago(-90)).toBe('just now')
  })

  it('names the date after a week', () => {
    expect(ago(10 * 86_400)).toMatch(/12/)
  })

  it('counts a running task up without jumping in width', () => {
    expect([-5, 0, 59_999, 60_000, 185_000, 7_800_000].map(duration)).toEqual([
      '0 s',
      '0 s',
      '59 s',
      '1 min 00 s',
      '3 min 05 s',
      '2 h 10 min',
    ])
  })
})
