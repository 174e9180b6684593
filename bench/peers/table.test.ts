import { expect, it } from 'vitest'
import { cellOf, scenarioTable } from './table.mjs'

const took = { name: 'took', title: 'shown after', unit: 'ms', never: 'never' } as const
const asked = { name: 'asked', title: 'requests', unit: 'count', never: '–' } as const
const libraries = [
  { file: 'ours', name: 'Ours' },
  { file: 'theirs', name: 'Theirs' },
]

it('has a line for each library that was measured', () => {
  const values = { ours: { took: 12.4, asked: 1 } }
  const measured = { name: 'one', title: 'One', about: '', columns: [took, asked], values }
  expect(scenarioTable(measured, libraries)).toEqual([
    '|      | shown after | requests |',
    '| ---- | ----------: | -------: |',
    '| Ours |       12 ms |        1 |',
  ])
})

it('says in words what never happened', () => {
  expect(cellOf(took, null)).toBe('never')
})

it('says nothing of what was not measured', () => {
  expect(cellOf(took, undefined)).toBe('–')
})

it('shows a tenth of short times only, and thousands with commas', () => {
  expect(cellOf(took, 3.26)).toBe('3.3 ms')
  expect(cellOf(took, 3_068.2)).toBe('3,068 ms')
  expect(cellOf(asked, 0.041)).toBe('0.041')
})
