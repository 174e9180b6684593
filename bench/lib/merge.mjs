/** @typedef {import('./summarise.mjs').Result} Result */
/** @typedef {import('./machine.mjs').Machine} Machine */

/**
 * What bench/results.json holds.
 *
 * @typedef {object} Results
 * @property {Machine} machine
 * @property {readonly Result[]} metrics
 */

/**
 * @typedef {object} Run
 * @property {Machine} machine
 * @property {readonly Result[]} metrics What was measured.
 * @property {ReadonlySet<string>} asked The names of what was to be measured. What failed is in here only.
 */

/**
 * The results before, with those of a run in their place. What was not asked for is kept, and says when it was
 * measured; what was asked for and failed is taken out, as is a metric that no group has any more.
 *
 * @param {Results | undefined} before
 * @param {Run} run
 * @param {readonly string[]} names Of all the metrics there are, in their order.
 * @returns {Results}
 */
export function merge(before, { machine, metrics, asked }, names) {
  const kept = (before?.metrics ?? [])
    .filter(({ name }) => !asked.has(name))
    .map(result => ({ ...result, measured: result.measured ?? momentOf(before?.machine) }))
  const all = new Map([...kept, ...metrics].map(result => [result.name, result]))
  return { machine, metrics: names.flatMap(name => all.get(name) ?? []) }
}

/** @param {Machine | undefined} machine */
function momentOf(machine) {
  return { date: machine?.date ?? '', commit: machine?.commit ?? '' }
}
