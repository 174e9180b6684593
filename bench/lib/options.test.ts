import { expect, test } from 'vitest'
import { readBenchOptions } from './options.mjs'

test('without options everything is measured in five rounds', () => {
  expect(readBenchOptions([])).toMatchObject({ only: [], rounds: 5, quick: false, full: false })
})

test('a coarse answer takes two rounds, or as many as are asked for', () => {
  expect(readBenchOptions(['--quick'])).toMatchObject({ quick: true, rounds: 2 })
  expect(readBenchOptions(['--quick', '--rounds', '3'])).toMatchObject({ rounds: 3 })
})

test('several parts can be named', () => {
  expect(readBenchOptions(['--only', 'bundle', '--only', 'idle']).only).toEqual(['bundle', 'idle'])
})

test('an option that is not there is refused, and so is a number that is none', () => {
  expect(() => readBenchOptions(['--fast'])).toThrow(
    'There is no option --fast. `npm run bench -- --help` lists the options.',
  )
  expect(() => readBenchOptions(['bundle'])).toThrow('takes options only, and "bundle" is none')
  expect(() => readBenchOptions(['--rounds', '0'])).toThrow('--rounds takes a whole number from 1')
})

test('with --peers all that is left is for the comparison with peers', () => {
  expect(readBenchOptions(['--peers', '--zero']).peers).toEqual(['--zero'])
  expect(readBenchOptions([]).peers).toBeUndefined()
})
