import { describe, expect, test } from 'vitest'
import { summarise } from './summarise.mjs'
import { metricOf } from './testing/samples.ts'

describe('the median of the rounds', () => {
  test('is what counts, of ours and of the baseline, whatever one slow round did', () => {
    const result = summarise(metricOf(), [
      { ours: 20, baseline: 500 },
      { ours: 9_000, baseline: 510 },
      { ours: 30, baseline: 490 },
    ])
    expect(result).toMatchObject({ ours: 30, baseline: 500, ratio: 0.06 })
  })

  test('of two rounds is their mean', () => {
    const rounds = [
      { ours: 20, baseline: null },
      { ours: 30, baseline: null },
    ]
    expect(summarise(metricOf(), rounds)).toMatchObject({ ours: 25, baseline: null, ratio: null })
  })

  test('cannot be had of no rounds, nor of one that measured nothing', () => {
    expect(() => summarise(metricOf(), [])).toThrow('wait')
    const rounds = [
      { ours: Number.NaN, baseline: 1 },
      { ours: 1, baseline: 1 },
    ]
    expect(() => summarise(metricOf(), rounds)).toThrow('"ours" was not measured in every round')
  })

  test('has no ratio to a baseline of nothing', () => {
    expect(summarise(metricOf(), [{ ours: 3, baseline: 0 }]).ratio).toBeNull()
  })
})

describe('a goal', () => {
  const met = (goal: object, better: 'lower' | 'higher', ours: number): boolean =>
    summarise(metricOf({ goal, better }), [{ ours, baseline: 100 }]).met

  test('is met from its very number on', () => {
    expect(met({ ours: 50 }, 'lower', 50)).toBe(true)
    expect(met({ ours: 50 }, 'lower', 51)).toBe(false)
    expect(met({ ours: 50 }, 'higher', 50)).toBe(true)
    expect(met({ ours: 50 }, 'higher', 49)).toBe(false)
  })

  test('of two promises is met when both are', () => {
    expect(met({ ours: 50, ratio: 0.4 }, 'lower', 45)).toBe(false)
    expect(met({ ours: 50, ratio: 0.5 }, 'lower', 45)).toBe(true)
  })

  test('that is a ratio is not met without a baseline', () => {
    const metric = metricOf({ goal: { ratio: 2 } })
    expect(summarise(metric, [{ ours: 1, baseline: null }]).met).toBe(false)
  })

  test('against another baseline counts as well', () => {
    const metric = metricOf({ goal: { ratio: 0.5 }, others: [{ name: 'alone', ratio: 4.5 }] })
    const round = (alone: number) => ({ ours: 40, baseline: 100, others: { alone } })
    expect(summarise(metric, [round(10)]).met).toBe(true)
    expect(summarise(metric, [round(8)])).toMatchObject({
      met: false,
      others: [{ baselineName: 'alone', baseline: 8, ratio: 5, goal: { ratio: 4.5 }, met: false }],
    })
  })
})
