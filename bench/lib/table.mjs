import { goalWords, metMark, numberWords, ratioWords } from './words.mjs'

/** @typedef {import('./summarise.mjs').Result} Result */

const head = ['metric', 'ours', 'baseline', 'ratio', 'goal', '']

/**
 * The results as lines of at most 100 columns: a line for each metric, and one below for each other thing that it is
 * compared with.
 *
 * @param {readonly Result[]} results
 * @returns {readonly string[]}
 */
export function tableLines(results) {
  const rows = [head, ...results.flatMap(rowsOf)]
  const widths = head.map((_, column) => Math.max(...rows.map(row => (row[column] ?? '').length)))
  return rows.map(row =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return column === 0 || column === 4 ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
      .trimEnd(),
  )
}

/**
 * @param {Result} result
 * @returns {readonly (readonly string[])[]}
 */
function rowsOf(result) {
  const { name, unit, ours, baseline, ratio, others = [] } = result
  return [
    [
      name,
      `${numberWords(ours)} ${unit}`.trim(),
      baseline === null ? '–' : numberWords(baseline),
      ratioWords(ratio),
      goalWords(result),
      metMark(result),
    ],
    ...others.map(other => [
      `  against ${other.baselineName}`,
      '',
      numberWords(other.baseline),
      ratioWords(other.ratio),
      goalWords({ goal: other.goal, better: result.better }),
      metMark(other),
    ]),
  ]
}
