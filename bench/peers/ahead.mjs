import { markdownTable } from '../lib/markdown-table.mjs'
import { cellOf } from './table.mjs'

/** @typedef {import('./library.mjs').Library} Library */
/** @typedef {import('./results.mjs').Measured} Measured */

const head = ['', 'measured', 'ours', 'ahead of it']

/**
 * Wherever another was ahead of `ours`, as a table in Markdown: of all that is measured, less is better.
 *
 * @param {readonly Measured[]} scenarios
 * @param {{ ours: string, libraries: readonly Library[] }} who `ours` by the name of its file.
 * @returns {readonly string[]}
 */
export function aheadTable(scenarios, { ours, libraries }) {
  const rows = scenarios.flatMap(({ title, columns, values }) =>
    columns.flatMap(column => {
      const valueOf = (/** @type {string} */ file) => values[file]?.[column.name]
      const own = valueOf(ours)
      const ahead = libraries
        .map(({ file, name }) => ({ name, value: valueOf(file) }))
        .filter(({ value }) => isBetter(value, own))
        .toSorted((one, other) => Number(one.value) - Number(other.value))
        .map(({ name, value }) => `${name} ${cellOf(column, value)}`)
      if (ahead.length === 0) return []
      return [[title, column.title, cellOf(column, own), ahead.join(', ')]]
    }),
  )
  return markdownTable([head, ...rows])
}

/**
 * @param {number | null | undefined} value Null: it never happened; undefined: it was not measured.
 * @param {number | null | undefined} own
 */
function isBetter(value, own) {
  if (value === undefined || value === null || own === undefined) return false
  return own === null || value < own
}
