/**
 * @typedef {object} Spread
 * @property {number} p50
 * @property {number} p99
 */

/**
 * The median and the 99th percentile.
 *
 * @param {readonly number[]} samples
 * @returns {Spread}
 */
export function spreadOf(samples) {
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (/** @type {number} */ share) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99) }
}

/**
 * The round with the lowest median: what others do on the machine only ever makes a round slower.
 *
 * @param {readonly Spread[]} rounds
 */
export function bestOf(rounds) {
  return rounds.reduce((best, round) => (round.p50 < best.p50 ? round : best))
}
