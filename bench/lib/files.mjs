import { fileURLToPath } from 'node:url'
import { readJson, writeJson } from './json-file.mjs'

const path = (/** @type {string} */ name) => fileURLToPath(new URL(`../${name}`, import.meta.url))

const RESULTS = path('results.json')
const BASELINE = path('baseline.json')

/** @returns {Promise<import('./merge.mjs').Results | undefined>} Undefined before the first run. */
export function readResults() {
  return readJson(RESULTS)
}

/** @param {import('./merge.mjs').Results} results */
export function writeResults(results) {
  return writeJson(RESULTS, results)
}

/** @returns {Promise<import('./compare.mjs').Baseline | undefined>} Undefined before the first was accepted. */
export function readBaseline() {
  return readJson(BASELINE)
}

/** @param {import('./compare.mjs').Baseline} baseline */
export function writeBaseline(baseline) {
  return writeJson(BASELINE, baseline)
}
