/**
 * @typedef {object} Spread
 * @property {number} p50
 * @property {number} p99
 */

/**
 * The sample that as many are below as `share` says, from 0 to 1. NaN when there are none.
 *
 * @param {readonly number[]} samples
 * @param {number} share
 */
export function percentile(samples, share) {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/**
 * The middle of the samples; of an even number of them the mean of the two in the middle. NaN when there are none.
 *
 * @param {readonly number[]} samples
 */
export function median(samples) {
  const sorted = samples.toSorted((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  const upper = sorted[half] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? Number.NaN)) / 2
}

/**
 * @param {readonly number[]} samples
 * @returns {Spread}
 */
export function spreadOf(samples) {
  return { p50: percentile(samples, 0.5), p99: percentile(samples, 0.99) }
}

/**
 * The round with the lowest median: what others do on the machine only ever makes a round slower.
 *
 * @param {readonly Spread[]} rounds
 */
export function bestOf(rounds) {
  return rounds.reduce((best, round) => (round.p50 < best.p50 ? round : best))
}
