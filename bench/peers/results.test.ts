import { expect, it } from 'vitest'
import { addZero, merge, type Measured } from './results.mjs'
import { machine } from './testing/samples.ts'

const scenario = (name: string, value: number) => ({
  name,
  title: name,
  about: '',
  columns: [],
  values: { ours: { took: value } },
})
const resultsOf = (commit: string, ...scenarios: readonly Measured[]) => ({
  machine: { ...machine, commit },
  versions: {},
  scenarios,
})

it('replaces what was measured anew, and says when the rest was', () => {
  const before = resultsOf('old', scenario('burst', 1), scenario('outage', 2))
  const { scenarios } = merge(before, resultsOf('new', scenario('outage', 3)), ['burst', 'outage'])
  expect(scenarios.map(({ name, measured }) => [name, measured?.commit])).toEqual([
    ['burst', 'old'],
    ['outage', undefined],
  ])
  expect(scenarios[1]?.values['ours']?.['took']).toBe(3)
})

it('forgets a scenario that there is no more', () => {
  const before = resultsOf('old', scenario('gone', 1))
  expect(merge(before, resultsOf('new', scenario('burst', 2)), ['burst']).scenarios.length).toBe(1)
})

it('begins with the first run', () => {
  expect(merge(undefined, resultsOf('new', scenario('burst', 2)), ['burst']).scenarios.length).toBe(
    1,
  )
})

const zeroAt = (commit: string) => ({ measured: { commit, date: machine.date, load: 1 } })
const ofZero = (name: string, value: number, commit: string) => ({
  ...scenario(name, 0),
  values: { zero: { took: value } },
  zero: zeroAt(commit),
})

it('puts Zero beside the others, and leaves what they took and when as it was', () => {
  const before = resultsOf('old', scenario('burst', 1), scenario('outage', 2))
  const run = {
    ...resultsOf('new', ofZero('outage', 3, 'new')),
    versions: { '@rocicorp/zero': '1' },
  }
  const after = addZero(before, run)
  expect(after.machine.commit).toBe('old')
  expect(after.versions).toEqual({ '@rocicorp/zero': '1' })
  expect(after.scenarios[0]).toEqual(before.scenarios[0])
  expect(after.scenarios[1]?.values).toEqual({ ours: { took: 2 }, zero: { took: 3 } })
  expect(after.scenarios[1]?.zero).toEqual(zeroAt('new'))
})

it('keeps what Zero took when the others are measured anew', () => {
  const before = addZero(resultsOf('old', scenario('burst', 1)), {
    ...resultsOf('new', ofZero('burst', 3, 'new')),
    versions: { '@rocicorp/zero': '1' },
  })
  const after = merge(before, resultsOf('newer', scenario('burst', 4)), ['burst'])
  expect(after.scenarios[0]?.values).toEqual({ ours: { took: 4 }, zero: { took: 3 } })
  expect(after.scenarios[0]?.zero).toEqual(zeroAt('new'))
  expect(after.versions).toEqual({ '@rocicorp/zero': '1' })
})
