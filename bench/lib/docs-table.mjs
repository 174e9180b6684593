import { betweenMarks } from './between-marks.mjs'
import { markdownTable } from './markdown-table.mjs'
import { goalWords, metMark, numberWords, ratioWords } from './words.mjs'

/** @typedef {import('./summarise.mjs').Result} Result */
/** @typedef {import('./merge.mjs').Results} Results */

const place = {
  file: 'docs/benchmarks.md',
  begin: '<!-- results: written by `npm run bench -- --docs` -->',
  end: '<!-- end of results -->',
}
const head = ['', 'ours', 'baseline', 'what that is', 'ratio', 'goal', 'met']

/**
 * The page with the table of the results between its two marks. Throws a `Failure` when it has no marks.
 *
 * @param {string} page
 * @param {Results} results
 */
export function withTable(page, results) {
  const table = markdownTable([head, ...results.metrics.flatMap(rowsOf)])
  return betweenMarks(page, place, [machineWords(results), ...table].join('\n'))
}

/** @param {Results} results */
function machineWords({ machine, metrics }) {
  const { cpu, cores, memory, node, os, load, date, commit, chromium } = machine
  const earlier = metrics.some(({ measured }) => measured !== undefined)
  return [
    `${date.slice(0, 10)}, commit ${commit}; ${cpu}, ${cores} cores, ${memory}; ${os}, Node ${node}, `,
    `Chromium ${chromium ?? 'none'}; load ${load} when it began.`,
    earlier ? ' Lines with a date were measured then, and not in this run.' : '',
    '\n',
  ].join('')
}

/** @param {Result} result */
function rowsOf(result) {
  const { name, unit, ours, baseline, baselineName, ratio, measured, others = [] } = result
  const when = measured === undefined ? '' : ` (${measured.date.slice(0, 10)})`
  return [
    [
      `\`${name}\`${when}`,
      `${numberWords(ours)} ${unit}`.trim(),
      baseline === null ? '–' : numberWords(baseline),
      baselineName,
      ratioWords(ratio),
      goalWords(result),
      metMark(result),
    ],
    ...others.map(other => [
      '',
      '',
      numberWords(other.baseline),
      other.baselineName,
      ratioWords(other.ratio),
      goalWords({ goal: other.goal, better: result.better }),
      metMark(other),
    ]),
  ]
}
