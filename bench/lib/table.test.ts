import { expect, test } from 'vitest'
import { withTable } from './docs-table.mjs'
import { tableLines } from './table.mjs'
import { machine, resultOf } from './testing/samples.ts'

const results = [
  resultOf({ ours: 24.37, baseline: 501.2, ratio: 0.04862, goal: { ours: 25, ratio: 0.1 } }),
  resultOf({
    name: 'changes',
    unit: 'per s',
    better: 'higher',
    ours: 1234.5,
    baseline: null,
    ratio: null,
    goal: { ours: 1500 },
    met: false,
    others: [
      {
        baselineName: 'supabase-js alone',
        baseline: 81,
        ratio: 3,
        goal: { ratio: 4.5 },
        met: true,
      },
    ],
  }),
]

test('the table stands in columns', () => {
  expect(tableLines(results)).toEqual([
    'metric                              ours  baseline    ratio  goal',
    'wait                             24.4 ms       501  0.0486x  ≤ 25, ≤ 0.1x  ✓',
    'changes                      1,235 per s         –        –  ≥ 1,500       ✗',
    '  against supabase-js alone                     81       3x  ≥ 4.5x        ✓',
  ])
})

test('the longest names there are leave the table within 100 columns', () => {
  const longest = resultOf({
    name: 'local-commit-to-client-p50-rls-10',
    unit: 'requests',
    ours: 123_456,
    baseline: 1_234_567,
    ratio: 0.1234,
    goal: { ours: 10_000, ratio: 0.0625 },
  })
  const widths = tableLines([longest]).map(line => line.length)
  expect(Math.max(...widths)).toBeLessThanOrEqual(100)
})

test('the page has the table between its marks, and keeps the rest', () => {
  const begin = '<!-- results: written by `npm run bench -- --docs` -->'
  const page = `# Benchmarks\n\n${begin}\n\nold\n\n<!-- end of results -->\n\nReasons.\n`
  const written = withTable(page, { machine, metrics: results })
  expect(written).toContain('2026-11-26, commit abc1234; a processor, 2 cores, 8 GiB; Linux 6.1')
  expect(written).toContain('| `wait` ')
  expect(written).not.toContain('old')
  expect(written.startsWith('# Benchmarks\n')).toBe(true)
  expect(written.endsWith('<!-- end of results -->\n\nReasons.\n')).toBe(true)
  expect(withTable(written, { machine, metrics: results })).toBe(written)
})

test('a page without marks says where they belong', () => {
  expect(() => withTable('# Benchmarks', { machine, metrics: results })).toThrow('no place')
})
