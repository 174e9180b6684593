import { describe, expect, test } from 'vitest'
import { choose, groupNamed } from './choose.mjs'
import { groupOf, metricOf } from './testing/samples.ts'

const groups = [
  groupOf('bundle', [metricOf({ name: 'core' }), metricOf({ name: 'all' })]),
  groupOf('outage', [metricOf({ name: 'short' }), metricOf({ name: 'long', full: true })]),
  groupOf('storm', [metricOf({ name: 'joins' })], true),
].map(group => ({ group }))

const chosen = (only: readonly string[], full = false): readonly string[] =>
  choose(groups, { only, full }).map(
    ({ found, metrics }) => `${found.group.name}: ${metrics.map(({ name }) => name).join(' ')}`,
  )

describe('what is measured', () => {
  test('is everything that does not take long', () => {
    expect(chosen([])).toEqual(['bundle: core all', 'outage: short'])
  })

  test('is everything with --full', () => {
    expect(chosen([], true)).toEqual(['bundle: core all', 'outage: short long', 'storm: joins'])
  })

  test('is what is named, a group or a metric, also when that takes long', () => {
    expect(chosen(['bundle'])).toEqual(['bundle: core all'])
    expect(chosen(['all', 'long'])).toEqual(['bundle: all', 'outage: long'])
    expect(chosen(['storm'])).toEqual(['storm: joins'])
    expect(chosen(['outage'])).toEqual(['outage: short'])
  })

  test('cannot be what nothing is called', () => {
    expect(() => chosen(['core', 'bundel'])).toThrow('There is no group and no metric "bundel".')
  })
})

test('a group that is not there is answered with those that are', () => {
  expect(groupNamed(groups, 'storm').group.name).toBe('storm')
  expect(() => groupNamed(groups, 'strom')).toThrow('There are bundle, outage, storm.')
})
