import { describe, expect, it } from 'vitest'
import { type PresentedToken, decideRotation } from './refresh.ts'

const NOW = 1_000_000

const revoked = (secondsAgo: number): PresentedToken => ({
  token: 'old',
  revoked: true,
  updatedAt: NOW - secondsAgo * 1000,
})

describe('a refresh token', () => {
  it('that is active is exchanged for a new one, however old it is', () => {
    const presented = { token: 'old', revoked: false, updatedAt: 0 }
    expect(decideRotation(presented, { token: 'old', parent: null }, NOW)).toEqual({
      kind: 'rotate',
    })
  })

  it('used by two tabs within ten seconds yields the active one to both', () => {
    const active = { token: 'newest', parent: 'newer' }
    expect(decideRotation(revoked(10), active, NOW)).toEqual({ kind: 'reuse', token: 'newest' })
    expect(decideRotation(revoked(10.001), active, NOW)).toEqual({ kind: 'refuse' })
  })

  it('whose answer was lost yields the active one even after a night', () => {
    const active = { token: 'new', parent: 'old' }
    expect(decideRotation(revoked(36_000), active, NOW)).toEqual({ kind: 'reuse', token: 'new' })
  })

  it('of a session without an active one is refused, even at once', () => {
    expect(decideRotation(revoked(0), undefined, NOW)).toEqual({ kind: 'refuse' })
  })
})
