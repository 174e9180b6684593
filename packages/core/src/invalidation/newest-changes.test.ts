import { expect, test } from 'vitest'
import { manualClock } from '../testing/index.ts'
import { newestChanges } from './newest-changes.ts'

function remembering() {
  const clock = manualClock()
  const now = { cause: 0 }
  const changes = newestChanges({ clock, families: [['list']], trace: { cause: () => now.cause } })
  return { clock, now, ...changes }
}

test('what data lacks names what was under way when it changed', () => {
  const { clock, missing, note, now } = remembering()
  clock.advance(1_000)
  now.cause = 7
  note([['list', 'a']])
  now.cause = 0
  expect(missing(['list', 'a', 1], 999)).toBe(7)
  expect(missing(['list', 'a', 1], 1_000)).toBe(undefined)
  expect(missing(['list', 'b'], 999)).toBe(undefined)
})

test('beyond 500 keys all are forgotten: what a family covers lacks a change if it was fetched before', () => {
  const { clock, missing, note, now } = remembering()
  clock.advance(1_000)
  for (let i = 0; i < 500; i += 1) note([['list', i]])
  expect(missing(['list', 'other'], 0)).toBe(undefined)
  now.cause = 9
  note([['list', 500]])
  expect(missing(['list', 'other'], 0)).toBe(9)
  expect(missing(['list', 'other'], 1_000)).toBe(undefined)
  expect(missing(['settings'], 0)).toBe(undefined)
  clock.advance(1)
  note([['list', 1]])
  expect([missing(['list', 1], 1_000), missing(['list', 2], 1_000)]).toEqual([9, undefined])
})

test('what a family covers lacks the newest catch-up, whatever changed since, if it was fetched before', () => {
  const { caughtUp, clock, isBehind, missing, note, now } = remembering()
  clock.advance(1_000)
  now.cause = 7
  caughtUp()
  clock.advance(1_000)
  now.cause = 9
  note([['list', 'a']])
  expect([missing(['list', 'a'], 999), missing(['list', 'a'], 1_000)]).toEqual([7, 9])
  expect([isBehind(['list', 'a'], 999), isBehind(['list', 'a'], 1_000)]).toEqual([true, false])
  expect([isBehind(['settings'], 0), missing(['settings'], 0)]).toEqual([false, undefined])
})
