/** @typedef {import('./scenarios/run.mjs').Column} Column */
/** @typedef {import('./results.mjs').Measured} Measured */

/**
 * A scenario's results as a table in Markdown: a line for each library.
 *
 * @param {Measured} measured
 * @param {readonly { file: string, name: string }[]} libraries
 * @returns {readonly string[]}
 */
export function markdownTable({ columns, values }, libraries) {
  const rows = [
    ['', ...columns.map(({ title }) => title)],
    ...libraries.flatMap(({ file, name }) => {
      const found = values[file]
      return found === undefined
        ? []
        : [[name, ...columns.map(one => cellOf(one, found[one.name]))]]
    }),
  ]
  const widths = ['', ...columns].map((_, at) => Math.max(3, ...rows.map(row => lengthOf(row, at))))
  const line = (/** @type {readonly string[]} */ row) =>
    `| ${row.map((cell, at) => pad(cell, widths[at] ?? 0, at)).join(' | ')} |`
  const rule = widths.map((width, at) =>
    at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  )
  const [head = [], ...body] = rows
  return [line(head), `| ${rule.join(' | ')} |`, ...body.map(line)]
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

/**
 * @param {readonly string[]} row
 * @param {number} at
 */
function lengthOf(row, at) {
  return (row[at] ?? '').length
}

/**
 * @param {string} cell
 * @param {number} width
 * @param {number} at
 */
function pad(cell, width, at) {
  return at === 0 ? cell.padEnd(width) : cell.padStart(width)
}
