import { Failure } from '../../scripts/lib/failure.mjs'

/** @typedef {import('./group.mjs').Group} Group */
/** @typedef {import('./group.mjs').Metric} Metric */

/**
 * The metrics of a group that one run measures.
 *
 * @template {{ group: Group }} Found
 * @typedef {{ found: Found, metrics: readonly Metric[] }} Choice
 */

/**
 * What to measure: the groups and metrics named, or all; those that are `full` with --full, or when named. Throws a
 * `Failure` for a name that nothing has.
 *
 * @template {{ group: Group }} Found
 * @param {readonly Found[]} groups
 * @param {{ only: readonly string[], full: boolean }} options
 * @returns {readonly Choice<Found>[]}
 */
export function choose(groups, { only, full }) {
  const names = groups.flatMap(({ group }) => [group.name, ...group.metrics.map(m => m.name)])
  const unknown = only.find(name => !names.includes(name))
  if (unknown !== undefined)
    throw new Failure(
      `There is no group and no metric "${unknown}". \`npm run bench -- --list\` shows them all.`,
    )
  const isWanted = (/** @type {Group} */ group, /** @type {Metric} */ metric) => {
    if (only.includes(metric.name)) return true
    if (only.length > 0 && !only.includes(group.name)) return false
    return full || (metric.full !== true && (group.full !== true || only.includes(group.name)))
  }
  return groups
    .map(found => ({
      found,
      metrics: found.group.metrics.filter(metric => isWanted(found.group, metric)),
    }))
    .filter(({ metrics }) => metrics.length > 0)
}

/**
 * The group of that name. Throws a `Failure` when there is none.
 *
 * @template {{ group: Group }} Found
 * @param {readonly Found[]} groups
 * @param {string} name
 */
export function groupNamed(groups, name) {
  const found = groups.find(({ group }) => group.name === name)
  if (found !== undefined) return found
  const names = groups.map(({ group }) => group.name).join(', ')
  throw new Failure(`There is no group "${name}". There are ${names}.`)
}
