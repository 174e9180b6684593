import { expect, test } from 'vitest'
import type { CachedQuery } from './query-cache.ts'
import {
  firstSeen,
  isOwed,
  nextRefetch,
  type RefetchEvent,
  type RefetchState,
} from './refetch-machine.ts'

const seen = (fetchStatus: 'idle' | 'fetching'): RefetchState =>
  firstSeen({ state: { fetchStatus } } as CachedQuery, 0)
const [first, second] = [Promise.resolve(1), Promise.resolve(2)]

/** What is known after each event, in words; the events are a second apart. */
function story(state: RefetchState, ...events: readonly RefetchEvent[]): readonly string[] {
  let now = 0
  return events.map(event => {
    now += 1_000
    state = nextRefetch(state, event, now)
    return `${now} ${event.type} → ${state.name}${isOwed(state) ? ', owed' : ''}`
  })
}

const changed = (order: number, during?: Promise<unknown>): RefetchEvent => ({
  type: 'changed',
  order,
  during,
})
const began = (order: number): RefetchEvent => ({ type: 'began', order })
const landed = (promise: Promise<unknown>, succeeded = true): RefetchEvent => ({
  type: 'landed',
  succeeded,
  promise,
})

test('R1, R4: a fetch shows what changed before it began, and owes what came after', () => {
  expect(
    story(
      seen('idle'),
      changed(1),
      began(2),
      changed(3, first),
      landed(first),
      began(4),
      landed(second),
    ),
  ).toEqual([
    '1000 changed → at-rest, owed',
    '2000 began → in-flight, owed',
    '3000 changed → in-flight, owed',
    '4000 landed → at-rest, owed',
    '5000 began → in-flight, owed',
    '6000 landed → at-rest',
  ])
})

test('R1: a fetch that fails shows nothing, so what was owed stays so', () => {
  expect(story(seen('idle'), changed(1), began(2), landed(first, false))).toEqual([
    '1000 changed → at-rest, owed',
    '2000 began → in-flight, owed',
    '3000 landed → at-rest, owed',
  ])
})

test('R4: a fetch that TanStack replaced after the change owes nothing', () => {
  expect(story(seen('idle'), began(1), changed(2, first), landed(second))).toEqual([
    '1000 began → in-flight',
    '2000 changed → in-flight, owed',
    '3000 landed → at-rest',
  ])
})

test('R1: a fetch that began before anybody watched counts as older than any change', () => {
  expect(story(seen('fetching'), changed(1, first), landed(first))).toEqual([
    '1000 changed → in-flight, owed',
    '2000 landed → at-rest, owed',
  ])
})

test('R4: a change told late, after a newer one, takes nothing back', () => {
  expect(story(seen('idle'), changed(3), changed(2), began(3), landed(first))).toEqual([
    '1000 changed → at-rest, owed',
    '2000 changed → at-rest, owed',
    '3000 began → in-flight, owed',
    '4000 landed → at-rest',
  ])
})

test('a landing that nobody waits for changes nothing', () => {
  const state = seen('idle')
  expect(nextRefetch(state, landed(first), 1_000)).toBe(state)
})
