import { expect, test } from 'vitest'
import { withTable } from './docs.mjs'
import type { Measured } from './measure.mjs'

const none = { total: 0, average: 0, peak: 0, fullestSecond: 0 }
const marks = '<!-- scale: written by npm run bench:scale -->\nold\n<!-- end of scale -->'

const crowd = (clients: number, peak: number): Measured => ({
  name: 'event',
  mechanism: 'default',
  clients,
  live: clients,
  requests: { ...none, peak },
  joins: none,
  kilobytesEach: 1,
})

const cellsOf = (measured: readonly Measured[]) =>
  (withTable(marks, measured).split('\n')[4] ?? '').split('|').map(cell => cell.trim())

test('a number that was simulated stands as it is, and one in proportion to the largest crowd has a ~', () => {
  expect(cellsOf([crowd(1_000, 29_220), crowd(10_000, 292_530)])).toEqual([
    '',
    'one change: requests/s at the peak',
    'default',
    '29,220',
    '292,530',
    '~2,925,300',
    '',
  ])
})

test('what stands beside the marks stays, and a page without them says so', () => {
  const page = withTable(`Before\n${marks}\nAfter`, [])
  expect(page).toMatch(/^Before\n<!-- scale/)
  expect(page).toMatch(/end of scale -->\nAfter$/)
  expect(page).not.toContain('old')
  expect(() => withTable('# A page', [])).toThrow(/Put both back/)
})
