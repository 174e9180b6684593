import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../scripts/lib/root.mjs'
import { betweenMarks } from '../lib/between-marks.mjs'
import { markdownTable } from '../lib/markdown-table.mjs'
import { readable } from './chart.mjs'

/** @typedef {import('./measure.mjs').Measured} Measured */

const PAGE = 'docs/scale.md'
const place = {
  file: PAGE,
  begin: '<!-- scale: written by npm run bench:scale -->',
  end: '<!-- end of scale -->',
}

/** @satisfies {Readonly<Record<string, { title: string, rate: (measured: Measured) => number }>>} */
const rates = {
  peakRequests: { title: 'requests/s at the peak', rate: ({ requests }) => requests.peak },
  averageRequests: { title: 'requests/s on average', rate: ({ requests }) => requests.average },
  peakJoins: { title: 'joins/s at the peak', rate: ({ joins }) => joins.peak },
  fullestSecond: { title: 'joins in the fullest second', rate: ({ joins }) => joins.fullestSecond },
}

/** @satisfies {readonly { name: string, title: string, rates: readonly (keyof typeof rates)[] }[]} */
const shown = [
  { name: 'event', title: 'one change', rates: ['peakRequests'] },
  { name: 'stream', title: '5 changes a second', rates: ['averageRequests'] },
  {
    name: 'restart',
    title: 'a restart',
    rates: ['peakJoins', 'fullestSecond', 'peakRequests'],
  },
  {
    name: 'restart, away 5 s',
    title: 'a restart, 5 s away',
    rates: ['fullestSecond', 'peakRequests'],
  },
  { name: 'realtime away', title: 'realtime away', rates: ['averageRequests', 'peakRequests'] },
  { name: 'idle', title: 'nothing happens', rates: ['averageRequests', 'peakRequests'] },
]

const SIZES = [1_000, 10_000, 100_000]

/**
 * Writes the table into docs/scale.md, between its marks, and says so. Throws a `Failure` where the marks are missing.
 *
 * @param {readonly Measured[]} measured
 */
export async function writeDocs(measured) {
  const page = join(root, PAGE)
  await writeFile(page, withTable(await readFile(page, 'utf8'), measured))
  return PAGE
}

/**
 * @param {string} page
 * @param {readonly Measured[]} measured
 */
export function withTable(page, measured) {
  const table = markdownTable(
    [['', 'what clients do', ...SIZES.map(size => `${readable(size)} tabs`)], ...rowsOf(measured)],
    column => column > 1,
  )
  return betweenMarks(page, place, table.join('\n'))
}

/**
 * @param {readonly Measured[]} measured
 * @returns {readonly (readonly string[])[]}
 */
function rowsOf(measured) {
  return shown.flatMap(({ name, title, rates: wanted }) => {
    const all = measured.filter(one => one.name === name)
    const mechanisms = [...new Set(all.map(({ mechanism }) => mechanism))]
    return wanted.flatMap(what =>
      mechanisms.map(mechanism => {
        const sizes = all.filter(one => one.mechanism === mechanism)
        const cells = SIZES.map(size => cellOf(sizes, size, rates[what].rate))
        return [`${title}: ${rates[what].title}`, mechanism, ...cells]
      }),
    )
  })
}

/**
 * What was simulated with so many clients; else, with a `~`, in proportion to the largest crowd that was.
 *
 * @param {readonly Measured[]} sizes
 * @param {number} size
 * @param {(measured: Measured) => number} rate
 */
function cellOf(sizes, size, rate) {
  const exact = sizes.find(({ clients }) => clients === size)
  if (exact !== undefined) return readable(rate(exact))
  const largest = sizes.toSorted((one, other) => other.clients - one.clients)[0]
  if (largest === undefined) return '–'
  return `~${readable(Math.round((rate(largest) * size) / largest.clients))}`
}
