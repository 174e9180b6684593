import { ratioWords } from './words.mjs'

/** @typedef {import('./summarise.mjs').Result} Result */
/** @typedef {import('./group.mjs').Metric} Metric */

/**
 * What bench/baseline.json holds: a ratio for each metric that has one, and how much worse it may get. No times: they
 * are another machine's.
 *
 * @typedef {Readonly<Record<string, { ratio: number, spread: number }>>} Baseline
 */

/**
 * @typedef {object} Fall
 * @property {string} name
 * @property {string} words What fell, and by how much.
 */

/**
 * What is worse than the baseline by more than its spread, and what the baseline has and the results lack.
 *
 * @param {Baseline} baseline
 * @param {readonly Result[]} results
 * @returns {{ falls: readonly Fall[], missing: readonly string[], compared: number }}
 */
export function compare(baseline, results) {
  const byName = new Map(results.map(result => [result.name, result]))
  /** @type {Fall[]} */
  const falls = []
  /** @type {string[]} */
  const missing = []
  for (const [name, before] of Object.entries(baseline)) {
    const now = byName.get(name)
    if (now?.ratio === undefined || now.ratio === null) missing.push(name)
    else if (isWorse(before, now.ratio, now.better))
      falls.push({ name, words: fallWords(before, now.ratio, now.better) })
  }
  return { falls, missing, compared: Object.keys(baseline).length - missing.length }
}

/**
 * The baseline that the results are.
 *
 * @param {readonly Result[]} results
 * @param {ReadonlyMap<string, Metric>} metrics By name; those that are no more are left out.
 * @returns {Baseline}
 */
export function toBaseline(results, metrics) {
  return Object.fromEntries(
    results.flatMap(({ name, ratio }) => {
      const spread = metrics.get(name)?.spread
      return ratio === null || spread === undefined ? [] : [[name, { ratio, spread }]]
    }),
  )
}

/**
 * @param {{ ratio: number, spread: number }} before
 * @param {number} now
 * @param {'lower' | 'higher'} better
 */
function isWorse({ ratio, spread }, now, better) {
  return better === 'lower' ? now > ratio * (1 + spread) : now < ratio * (1 - spread)
}

/**
 * @param {{ ratio: number, spread: number }} before
 * @param {number} now
 * @param {'lower' | 'higher'} better
 */
function fallWords({ ratio, spread }, now, better) {
  const is = `${ratioWords(now)}, was ${ratioWords(ratio)}`
  if (ratio === 0) return `${is}, which must stay 0`
  const worse = Math.round(Math.abs(now / ratio - 1) * 100)
  const way = better === 'lower' ? 'more' : 'less'
  return `${is}: ${worse} % ${way}, where ${Math.round(spread * 100)} % are allowed`
}
