import { BIN_MS, peakRate, totalOf } from '../scale/bins.mjs'
import { QUERIES } from '../scale/page.mjs'
import { simulate } from '../scale/simulate.mjs'

const RESTARTED = 1_000
const HEARING = 10_000
const SPREAD_MS = 2_000
/** By then every client is back, and has asked for what it missed. */
const RESTART_MS = 7_000
const EVENT_MS = 3_000
/** Seeds, not samples: a crowd of ten thousand is its own average. */
const ROUNDS = { restart: 3, event: 1 }

/** @typedef {import('../scale/simulate.mjs').Crowd} Crowd */

/** @type {import('../lib/group.mjs').Group} */
export const group = {
  name: 'herd',
  about: `Crowds of real clients on a simulated clock; a peak is the fullest ${BIN_MS} ms, told as a rate.`,
  // Less than a minute of two idle cores; a busy machine takes its time.
  limitS: 900,
  metrics: [
    {
      name: 'restart-1000-clients-peak-joins',
      unit: 'joins/s',
      better: 'lower',
      baselineName: "supabase-js's own steps, without jitter",
      goal: { ratio: 1 / 8 },
      spread: 0.15,
    },
    {
      name: 'event-10000-clients-peak-requests',
      unit: 'requests/s',
      better: 'lower',
      baselineName: 'fixed 500 ms window, without jitter',
      goal: { ratio: 0.06 },
      spread: 0.15,
    },
  ],
  async run({ say, rounds, signal, wanted }) {
    const measure = /** @type {const} */ ({
      'restart-1000-clients-peak-joins': [restartPeaks, ROUNDS.restart],
      'event-10000-clients-peak-requests': [eventPeaks, ROUNDS.event],
    })
    /** @type {Record<string, import('../lib/group.mjs').Round[]>} */
    const results = {}
    for (const [name, [peaks, most]] of Object.entries(measure)) {
      if (!wanted.has(name)) continue
      /** @type {import('../lib/group.mjs').Round[]} */
      const measured = []
      for (let seed = 1; seed <= Math.min(rounds, most); seed += 1) {
        say(`${name}, seed ${seed}`)
        measured.push(await peaks(seed, signal))
      }
      results[name] = measured
    }
    return results
  },
}

/**
 * A server that restarts closes all sockets, and is back at once.
 *
 * @param {number} seed
 * @param {AbortSignal} signal
 */
async function restartPeaks(seed, signal) {
  const happening = /** @type {const} */ ({ type: 'restart', downMs: 0 })
  const crowd = { seed, count: RESTARTED, happening, measureMs: RESTART_MS }
  const joins = async (/** @type {'everfresh' | 'supabase'} */ tab) => {
    const { joins: bins, live } = await simulate({ ...crowd, tab }, { signal })
    if (live !== RESTARTED)
      throw new Error(`Only ${live} of ${RESTARTED} clients (${tab}) came back.`)
    return peakRate(bins)
  }
  const [ours, baseline] = await Promise.all([joins('everfresh'), joins('supabase')])
  return { ours, baseline }
}

/**
 * Everybody hears of one change that touches all that they show.
 *
 * @param {number} seed
 * @param {AbortSignal} signal
 */
async function eventPeaks(seed, signal) {
  const happening = /** @type {const} */ ({ type: 'events', count: 1, everyMs: 0 })
  const requests = async (/** @type {Crowd['windows']} */ windows) => {
    /** @type {Crowd} */
    const crowd = { tab: 'core', seed, count: HEARING, happening, measureMs: EVENT_MS, windows }
    const { requests: bins } = await simulate(crowd, { signal })
    const [wanted, made] = [HEARING * QUERIES, totalOf(bins)]
    if (made !== wanted) throw new Error(`${made} requests were made where ${wanted} are owed.`)
    return peakRate(bins)
  }
  const [ours, baseline] = await Promise.all([
    requests({ spreadMs: SPREAD_MS }),
    requests({ lead: false }),
  ])
  return { ours, baseline }
}
