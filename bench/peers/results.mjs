import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const FILE = fileURLToPath(new URL('./results.json', import.meta.url))

/**
 * What results.json holds.
 *
 * @typedef {object} Results
 * @property {import('../lib/machine.mjs').Machine} machine
 * @property {Readonly<Record<string, string>>} versions By the name of a package.
 * @property {readonly Measured[]} scenarios
 */

/**
 * @typedef {object} Measured
 * @property {string} name
 * @property {string} title
 * @property {string} about
 * @property {readonly import('./scenarios/run.mjs').Column[]} columns
 * @property {Readonly<Record<string, import('./scenarios/run.mjs').Values>>} values By the file of a library.
 */

/**
 * @param {import('./scenarios/run.mjs').Scenario} scenario
 * @param {ReadonlyMap<string, import('./scenarios/run.mjs').Values>} found
 * @returns {Measured}
 */
export function measuredOf({ name, title, about, columns }, found) {
  const values = Object.fromEntries(
    [...found].map(([file, all]) => [
      file,
      Object.fromEntries(columns.map(column => [column.name, rounded(all[column.name] ?? null)])),
    ]),
  )
  return { name, title, about, columns, values }
}

/** @param {Results} results */
export async function writeResults(results) {
  await writeFile(FILE, `${JSON.stringify(results, null, 2)}\n`)
}

/** @returns {Promise<Results | undefined>} Undefined when there are none yet. */
export async function readResults() {
  const text = await readFile(FILE, 'utf8').catch(() => '')
  return text === '' ? undefined : JSON.parse(text)
}

/** @param {number | null} value */
function rounded(value) {
  return value === null ? null : Math.round(value * 100) / 100
}
