/** @typedef {import('./titles.mjs').Title} Title */

/**
 * @typedef {object} Shown A table whose rows say where each thing is shown, in their last cell.
 * @property {string} word What a row is of.
 * @property {number} count How many rows there are, numbered from 1.
 * @property {string} prefix Before the number, in the row's first cell.
 */

/** @type {Shown} */
const modes = { word: 'mode', count: 112, prefix: '' }
/** @type {Shown} */
const flows = { word: 'flow', count: 17, prefix: 'F' }

/**
 * What is wrong with the page of the failure modes: each mode has one row, and each test that a row
 * names, between backquotes in its last cell, exists.
 * @param {string} page
 * @param {readonly Title[]} titles
 * @returns {readonly string[]} A sentence for each.
 */
export function faultsOfModes(page, titles) {
  return faultsOf(modes, page, titles)
}

/**
 * The same of its table of the Studio's flows.
 * @param {string} page
 * @param {readonly Title[]} titles
 * @returns {readonly string[]} A sentence for each.
 */
export function faultsOfFlows(page, titles) {
  return faultsOf(flows, page, titles)
}

/**
 * @param {Shown} table
 * @param {string} page
 * @param {readonly Title[]} titles
 */
function faultsOf({ word, count, prefix }, page, titles) {
  const known = new Set(titles.map(({ name }) => name))
  const row = new RegExp(`^\\| *${prefix}(\\d+) *\\|(.*)\\|$`, 'gm')
  const rows = [...page.matchAll(row)].map(([, number, cells = '']) => ({
    number: Number(number),
    shown: cells.split('|').at(-1)?.trim() ?? '',
  }))
  const named = (/** @type {number} */ n) => `${word} ${prefix}${n}`
  const times = (/** @type {number} */ n) => rows.filter(({ number }) => number === n).length
  const numbers = Array.from({ length: count }, (_, i) => i + 1)
  return [
    ...numbers
      .filter(n => times(n) !== 1)
      .map(
        n => `docs/failure-modes.md has ${named(n)} ${times(n) === 0 ? 'not at all' : 'twice'}.`,
      ),
    ...rows
      .filter(({ shown }) => shown === '')
      .map(({ number }) => `docs/failure-modes.md does not say where ${named(number)} is shown.`),
    ...rows.flatMap(({ number, shown }) =>
      [...shown.matchAll(/`([^`]+)`/g)]
        .filter(([, title = '']) => !known.has(title))
        .map(
          ([, title]) =>
            `docs/failure-modes.md: ${named(number)} names no test there is: "${title}".`,
        ),
    ),
  ]
}
