import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  allTogether,
  leftOut,
  openParts,
  refusedBy,
  served,
  tryAgain,
  type Isolation,
} from './isolation.ts'

/** Searches against a server that refuses `bad` and names what `naming` says. Counts the joins. */
function search(
  start: Isolation,
  bad: readonly string[],
  naming: (found: readonly string[]) => readonly string[],
): { readonly end: Isolation; readonly joins: number } {
  let state = start
  for (let joins = 1; joins <= 1_000; joins += 1) {
    const found = openParts(state).filter(part => bad.includes(part))
    state = found.length > 0 ? refusedBy(state, naming(found)) : served(state)
    const isOver = state.trial.length === 0 || openParts(state).length === 0
    if (isOver) return { end: state, joins }
  }
  throw new Error('the search does not end')
}

const firstOf = (found: readonly string[]): readonly string[] => found.slice(0, 1)
const silent = (): readonly string[] => []

test('C6: a part that the server names is left out at once', () => {
  const state = refusedBy(allTogether(['tasks', 'shots', 'pictures']), ['shots'])
  expect(openParts(state)).toEqual(['tasks', 'pictures'])
  expect(leftOut(state)).toEqual(['shots'])
})

test('C6: without a name the suspects are halved; what was served stays open', () => {
  const opened: (readonly string[])[] = []
  let state = allTogether(['a', 'b', 'c', 'd'])
  for (const isServed of [false, true, false, true]) {
    opened.push(openParts(state))
    state = isServed ? served(state) : refusedBy(state, [])
  }
  expect(opened).toEqual([
    ['a', 'b', 'c', 'd'],
    ['a', 'b'],
    ['a', 'b', 'c'],
    ['a', 'b', 'd'],
  ])
  expect(state).toEqual({ proved: ['a', 'b', 'd'], trial: [], untried: [], refused: ['c'] })
})

test('C6: a name that is none of ours counts as no name', () => {
  expect(openParts(refusedBy(allTogether(['a', 'b']), ['elsewhere']))).toEqual(['a'])
})

const cases = fc
  .uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 12 })
  .chain(parts => fc.tuple(fc.constant(parts), fc.subarray(parts)))

test('C6: the search ends, finds exactly what is refused, and its joins are few', () => {
  fc.assert(
    fc.property(cases, fc.boolean(), ([parts, bad], names) => {
      const { end, joins } = search(allTogether(parts), bad, names ? firstOf : silent)
      expect(end.refused.toSorted()).toEqual(bad.toSorted())
      expect(openParts(end).toSorted()).toEqual(
        parts.filter(part => !bad.includes(part)).toSorted(),
      )
      expect(end.untried).toEqual([])
      const halvings = Math.ceil(Math.log2(parts.length + 1))
      expect(joins).toBeLessThanOrEqual(
        names ? bad.length + 1 : 1 + halvings + bad.length * (2 * halvings + 1),
      )
    }),
    { numRuns: 2_000 },
  )
})

test('C6: trying again finds what is still refused, and what is no more', () => {
  fc.assert(
    fc.property(cases, ([parts, bad]) => {
      const { end } = search(allTogether(parts), bad, silent)
      fc.pre(openParts(end).length > 0 && bad.length > 0)
      const still = bad.slice(1)
      const again = search(tryAgain(end), still, silent).end
      expect(again.refused.toSorted()).toEqual(still.toSorted())
    }),
    { numRuns: 500 },
  )
})

test('C6: a part that was served and is refused later is found too', () => {
  let state = served(allTogether(['a', 'b', 'c']))
  state = refusedBy(state, [])
  expect(search(state, ['b'], silent).end.refused).toEqual(['b'])
})
