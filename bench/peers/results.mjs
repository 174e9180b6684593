import { fileURLToPath } from 'node:url'
import { readJson, writeJson } from '../lib/json-file.mjs'
import { zero } from './library.mjs'

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
 * @property {Apart} [zero] Where Zero was measured or left out.
 * @property {Moment} [measured] When it is kept from an earlier run than the machine's.
 */

/** @typedef {{ measured: Moment } | { why: string }} Apart When Zero was measured, or why it was not. */
/** @typedef {Pick<import('../lib/machine.mjs').Machine, 'date' | 'commit' | 'load'>} Moment */

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

/**
 * The results before, with those of a run in their place, in the order of `names`. What is kept says when it was
 * measured; a scenario that there is no more is taken out. Zero's are kept, since it is measured apart.
 *
 * @param {Results | undefined} before
 * @param {Results} run
 * @param {readonly string[]} names
 * @returns {Results}
 */
export function merge(before, run, names) {
  const kept = (before?.scenarios ?? []).map(one => ({
    ...one,
    measured: one.measured ?? momentOf(before?.machine ?? run.machine),
  }))
  const anew = run.scenarios.map(one =>
    withZero(
      one,
      kept.find(({ name }) => name === one.name),
    ),
  )
  const all = new Map([...kept, ...anew].map(one => [one.name, one]))
  const versions = { ...run.versions, ...zeroVersion(before?.versions ?? {}) }
  return { ...run, versions, scenarios: names.flatMap(name => all.get(name) ?? []) }
}

/**
 * The results before, with Zero's of a run among them; nothing else is touched.
 *
 * @param {Results} before
 * @param {Results} run With a scenario's values of Zero, or why it has none.
 * @returns {Results}
 */
export function addZero(before, run) {
  return {
    ...before,
    versions: { ...before.versions, ...zeroVersion(run.versions) },
    scenarios: before.scenarios.map(one =>
      withZero(
        one,
        run.scenarios.find(({ name }) => name === one.name),
      ),
    ),
  }
}

/**
 * @param {Measured} one
 * @param {Measured | undefined} other That has Zero's.
 * @returns {Measured}
 */
function withZero(one, other) {
  if (other?.zero === undefined) return one
  return { ...one, zero: other.zero, values: { ...one.values, zero: other.values['zero'] ?? {} } }
}

/** @param {Readonly<Record<string, string>>} versions */
function zeroVersion(versions) {
  const version = versions[zero.package]
  return version === undefined ? {} : { [zero.package]: version }
}

/**
 * @param {Moment} machine
 * @returns {Moment}
 */
export function momentOf({ date, commit, load }) {
  return { date, commit, load }
}

/** @param {Results} results */
export function writeResults(results) {
  return writeJson(FILE, results)
}

/** @returns {Promise<Results | undefined>} Undefined when there are none yet. */
export function readResults() {
  return readJson(FILE)
}

/** @param {number | null} value */
function rounded(value) {
  return value === null ? null : Math.round(value * 100) / 100
}
