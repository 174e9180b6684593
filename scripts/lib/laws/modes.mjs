/** @typedef {import('./titles.mjs').Title} Title */

/** How many modes there are. */
const MODES = 112

/** A row of the table: the number first, the last cell tells where it is shown. */
const row = /^\| *(\d+) *\|(.*)\|$/gm

/**
 * What is wrong with the page of the failure modes: each mode has one row, and each test that a row
 * names, between backquotes in its last cell, exists.
 * @param {string} page
 * @param {readonly Title[]} titles
 * @returns {readonly string[]} A sentence for each.
 */
export function faultsOfModes(page, titles) {
  const known = new Set(titles.map(({ name }) => name))
  const rows = [...page.matchAll(row)].map(([, number, cells = '']) => ({
    number: Number(number),
    shown: cells.split('|').at(-1)?.trim() ?? '',
  }))
  const count = (/** @type {number} */ n) => rows.filter(({ number }) => number === n).length
  const numbers = Array.from({ length: MODES }, (_, i) => i + 1)
  return [
    ...numbers
      .filter(n => count(n) !== 1)
      .map(n => `docs/failure-modes.md has mode ${n} ${count(n) === 0 ? 'not at all' : 'twice'}.`),
    ...rows
      .filter(({ shown }) => shown === '')
      .map(({ number }) => `docs/failure-modes.md does not say where mode ${number} is shown.`),
    ...rows.flatMap(({ number, shown }) =>
      [...shown.matchAll(/`([^`]+)`/g)]
        .filter(([, title = '']) => !known.has(title))
        .map(
          ([, title]) =>
            `docs/failure-modes.md: mode ${number} names no test there is: "${title}".`,
        ),
    ),
  ]
}
