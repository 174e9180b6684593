import { expect, test } from 'vitest'
import { merge } from './merge.mjs'
import { machine, resultOf } from './testing/samples.ts'

const now = { ...machine, date: '2026-11-27T10:00:00.000Z', commit: 'def5678' }
const [a, b, c] = ['a', 'b', 'c'].map(name => resultOf({ name }))

test('the first run is all there is', () => {
  const run = { machine, metrics: [resultOf({ name: 'a' })], asked: new Set(['a']) }
  expect(merge(undefined, run, ['a'])).toEqual({ machine, metrics: [a] })
})

test('a run of a part replaces that part, and what is kept says when it was measured', () => {
  const before = { machine, metrics: [resultOf({ name: 'a' }), resultOf({ name: 'b' })] }
  const again = resultOf({ name: 'b', ours: 7 })
  const results = merge(before, { machine: now, metrics: [again], asked: new Set(['b']) }, [
    'a',
    'b',
  ])
  expect(results).toEqual({
    machine: now,
    metrics: [{ ...a, measured: { date: machine.date, commit: machine.commit } }, again],
  })
})

test('what is kept twice still says when it was measured first', () => {
  const measured = { date: '2026-11-01T00:00:00.000Z', commit: '0000000' }
  const before = { machine, metrics: [resultOf({ name: 'a', measured })] }
  const results = merge(before, { machine: now, metrics: [], asked: new Set<string>() }, ['a'])
  expect(results.metrics).toEqual([{ ...a, measured }])
})

test('what failed is gone: an old number is no result of this run', () => {
  const before = { machine, metrics: [resultOf({ name: 'a' })] }
  const run = { machine: now, metrics: [], asked: new Set(['a']) }
  expect(merge(before, run, ['a']).metrics).toEqual([])
})

test('what no group measures any more is gone, and the rest stands in the order of the groups', () => {
  const before = { machine: now, metrics: [] }
  const metrics = ['c', 'b', 'old'].map(name => resultOf({ name }))
  const run = { machine: now, metrics, asked: new Set(['b', 'c']) }
  expect(merge(before, run, ['b', 'c']).metrics).toEqual([b, c])
})
