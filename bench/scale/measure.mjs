import { averageRate, peakRate, peakSecond, totalOf } from './bins.mjs'
import { cases } from './cases.mjs'
import { simulate } from './simulate.mjs'

/**
 * @typedef {object} Measured
 * @property {string} name
 * @property {string} mechanism
 * @property {number} clients
 * @property {number} live How many were live in the end.
 * @property {Rates} requests
 * @property {Rates} joins
 * @property {number} kilobytesEach Of heap.
 * @property {{ requests: import('./bins.mjs').Bins, joins: import('./bins.mjs').Bins }} [bins] Of what is plotted.
 *
 * @typedef {{ total: number, average: number, peak: number, fullestSecond: number }} Rates
 */

const plotted = ['event', 'restart', 'realtime away']

/**
 * Simulates all cases, a size after the other.
 *
 * @param {(text: string) => void} say
 * @param {AbortSignal} signal
 * @returns {Promise<readonly Measured[]>}
 */
export async function measureAll(say, signal) {
  const measured = []
  for (const { name, mechanism, sizes, crowd } of cases)
    for (const clients of sizes) {
      say(`${name}: ${clients} clients, ${mechanism}`)
      const { requests, joins, live, heapBytes } = await simulate(
        { ...crowd, count: clients, seed: 1 },
        { signal },
      )
      measured.push({
        name,
        mechanism,
        clients,
        live,
        requests: ratesOf(requests),
        joins: ratesOf(joins),
        kilobytesEach: Math.round(heapBytes / clients / 1_024),
        ...(plotted.includes(name) ? { bins: { requests, joins } } : {}),
      })
    }
  return measured
}

/**
 * @param {import('./bins.mjs').Bins} bins
 * @returns {Rates}
 */
function ratesOf(bins) {
  return {
    total: totalOf(bins),
    average: Number(averageRate(bins).toFixed(2)),
    peak: peakRate(bins),
    fullestSecond: peakSecond(bins),
  }
}
