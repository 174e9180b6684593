import { describe, expect, test } from 'vitest'
import { compare, toBaseline } from './compare.mjs'
import { metricOf, resultOf } from './testing/samples.ts'

const wordsOf = (before: { ratio: number; spread: number }, now: object): readonly string[] =>
  compare({ wait: before }, [resultOf(now)]).falls.map(({ words }) => words)

describe('a ratio that is worse than before', () => {
  test('is named when it is more than its spread', () => {
    expect(wordsOf({ ratio: 0.1, spread: 0.2 }, { ratio: 0.15 })).toEqual([
      '0.15x, was 0.1x: 50 % more, where 20 % are allowed',
    ])
    expect(wordsOf({ ratio: 4, spread: 0.2 }, { ratio: 3, better: 'higher' })).toEqual([
      '3x, was 4x: 25 % less, where 20 % are allowed',
    ])
  })

  test('is no word worth within its spread, nor when it is better', () => {
    expect(wordsOf({ ratio: 0.1, spread: 0.2 }, { ratio: 0.12 })).toEqual([])
    expect(wordsOf({ ratio: 0.1, spread: 0.2 }, { ratio: 0.01 })).toEqual([])
    expect(wordsOf({ ratio: 4, spread: 0.2 }, { ratio: 40, better: 'higher' })).toEqual([])
  })

  test('of 0 must stay 0', () => {
    expect(wordsOf({ ratio: 0, spread: 0.5 }, { ratio: 0 })).toEqual([])
    expect(wordsOf({ ratio: 0, spread: 0.5 }, { ratio: 0.001 })).toEqual([
      '0.001x, was 0x, which must stay 0',
    ])
  })
})

test('what the baseline has and the results lack is missing, and what is new is nobody’s fault', () => {
  const baseline = { wait: { ratio: 1, spread: 0.1 }, bytes: { ratio: 1, spread: 0.1 } }
  const results = [resultOf({ name: 'bytes', ratio: null }), resultOf({ name: 'new', ratio: 9 })]
  expect(compare(baseline, results)).toEqual({ falls: [], missing: ['wait', 'bytes'], compared: 0 })
})

test('a baseline holds ratios and spreads, and no times', () => {
  const results = [resultOf(), resultOf({ name: 'alone', ratio: null }), resultOf({ name: 'gone' })]
  const metrics = new Map([
    ['wait', metricOf()],
    ['alone', metricOf({ name: 'alone' })],
  ])
  expect(toBaseline(results, metrics)).toEqual({ wait: { ratio: 0.05, spread: 0.1 } })
})
