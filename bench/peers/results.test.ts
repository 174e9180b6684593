import { expect, it } from 'vitest'
import { merge } from './results.mjs'

const machine = {
  cpu: 'A processor',
  cores: 2,
  memory: '4 GiB',
  node: '20.19.0',
  os: 'Linux',
  load: 0.1,
  date: '2026-11-27T00:00:00.000Z',
  commit: 'abc',
  chromium: null,
}
const scenario = (name: string, value: number) => ({
  name,
  title: name,
  about: '',
  columns: [],
  values: { ours: { took: value } },
})
const resultsOf = (commit: string, ...scenarios: readonly ReturnType<typeof scenario>[]) => ({
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
