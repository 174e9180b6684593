import { expect, it } from 'vitest'
import { aheadTable } from './ahead.mjs'

const took = { name: 'took', title: 'shown after', unit: 'ms', never: 'never' } as const
const asked = { name: 'asked', title: 'requests', unit: 'count', never: '–' } as const
const libraries = ['ours', 'quick', 'quicker', 'slow'].map(file => ({
  file,
  name: `The ${file}`,
  package: file,
}))
const who = { ours: 'ours', libraries }

const scenario = (values: Record<string, { took?: number | null; asked?: number | null }>) => ({
  name: 'commits',
  title: 'Commits',
  about: '',
  columns: [took, asked],
  values,
})

const linesOf = (values: Parameters<typeof scenario>[0]) =>
  aheadTable([scenario(values)], who).slice(2)

it('names whoever is ahead of us, the furthest first, and nobody else', () => {
  expect(
    linesOf({
      ours: { took: 51, asked: 0 },
      quick: { took: 19, asked: 0 },
      slow: { took: 60, asked: 3 },
      quicker: { took: 16, asked: 0 },
    }),
  ).toEqual(['| Commits | shown after | 51 ms | The quicker 16 ms, The quick 19 ms |'])
})

it('puts whoever gets there at all ahead of us, when we never do', () => {
  expect(linesOf({ ours: { took: null }, slow: { took: 9_000 }, quick: { took: null } })).toEqual([
    '| Commits | shown after | never | The slow 9,000 ms |',
  ])
})

it('says nothing of what was not measured', () => {
  expect(linesOf({ ours: { took: 51 }, quick: {} })).toEqual([])
  expect(linesOf({ quick: { took: 1 } })).toEqual([])
})
