import { markdownTable } from '../lib/markdown-table.mjs'

/** @typedef {import('./scenarios/run.mjs').Column} Column */
/** @typedef {import('./results.mjs').Measured} Measured */

/**
 * A scenario's results as a table in Markdown: a line for each library.
 *
 * @param {Measured} measured
 * @param {readonly { file: string, name: string }[]} libraries
 * @returns {readonly string[]}
 */
export function scenarioTable({ columns, values }, libraries) {
  const rows = [
    ['', ...columns.map(({ title }) => title)],
    ...libraries.flatMap(({ file, name }) => {
      const found = values[file]
      return found === undefined
        ? []
        : [[name, ...columns.map(one => cellOf(one, found[one.name]))]]
    }),
  ]
  return markdownTable(rows, column => column > 0)
}

/**
 * A value as people read it: whole milliseconds from 10 on, thousands with commas.
 *
 * @param {Column} column
 * @param {number | null | undefined} value
 */
export function cellOf({ unit, never }, value) {
  if (value === undefined) return '–'
  if (value === null) return never
  const text = numberOf(unit === 'ms' && value < 10 ? Math.round(value * 10) / 10 : value)
  return unit === 'count' ? text : `${text} ${unit}`
}

/** @param {number} value */
function numberOf(value) {
  if (value >= 10) return Math.round(value).toLocaleString('en')
  return String(Number(value.toPrecision(2)))
}
