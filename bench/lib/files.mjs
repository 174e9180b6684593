import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../scripts/lib/failure.mjs'

const path = (/** @type {string} */ name) => fileURLToPath(new URL(`../${name}`, import.meta.url))

const RESULTS = path('results.json')
const BASELINE = path('baseline.json')

/** @returns {Promise<import('./merge.mjs').Results | undefined>} Undefined before the first run. */
export function readResults() {
  return read(RESULTS)
}

/** @param {import('./merge.mjs').Results} results */
export function writeResults(results) {
  return write(RESULTS, results)
}

/** @returns {Promise<import('./compare.mjs').Baseline | undefined>} Undefined before the first was accepted. */
export function readBaseline() {
  return read(BASELINE)
}

/** @param {import('./compare.mjs').Baseline} baseline */
export function writeBaseline(baseline) {
  return write(BASELINE, baseline)
}

/**
 * @param {string} file
 * @returns {Promise<any>}
 */
async function read(file) {
  if (!existsSync(file)) return undefined
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    const name = file.slice(path('.').length)
    throw new Failure(
      `bench/${name} is not JSON. Get it back with \`git checkout -- bench/${name}\`, or delete it, and run the command again.`,
    )
  }
}

/**
 * Whole or not at all, so that a run that is stopped leaves the file as it was.
 *
 * @param {string} file
 * @param {unknown} content
 */
async function write(file, content) {
  await writeFile(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`)
  await rename(`${file}.new`, file)
}
