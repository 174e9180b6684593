import { expect, it } from 'vitest'
import { mayBeOld, type Sight } from './staleness.ts'

const lost: Sight = { status: 'polling', since: 0, updatedAt: 0 }

it('calls what is on screen old when neither pushes nor polls have come for a while', () => {
  expect(mayBeOld(lost, 5_000, 20_000)).toBe(false)
  expect(mayBeOld(lost, 5_000, 20_001)).toBe(true)
  expect(mayBeOld({ ...lost, updatedAt: 15_000 }, 5_000, 20_001)).toBe(false)
})

it('gives rarer polls more time, and a loss of a moment none of its attention', () => {
  expect(mayBeOld(lost, 60_000, 180_000)).toBe(false)
  expect(mayBeOld(lost, 60_000, 180_001)).toBe(true)
  expect(mayBeOld({ ...lost, since: 55_000 }, 5_000, 60_000)).toBe(false)
})

it('calls nothing old that is live, or not there yet', () => {
  expect(mayBeOld({ ...lost, status: 'live' }, 5_000, 3_600_000)).toBe(false)
  expect(mayBeOld({ ...lost, updatedAt: undefined }, 5_000, 3_600_000)).toBe(false)
})
