import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../../packages/core/dist/index.js'
import { everfresh } from '../lib/everfresh.mjs'
import { fixedWindow, WINDOW_MS } from '../lib/fixed-window.mjs'
import { seeded } from '../lib/random.mjs'
import { screen } from '../lib/screen.mjs'
import { spreadOf } from '../lib/statistics.mjs'

const FETCH_MS = 5
/** Time enough for the first fetches, and for those that the last event asks for. */
const REST_MS = 2 * WINDOW_MS

/** The machine's clock, finer than a millisecond. */
const fineClock = { ...systemClock, now: () => performance.now() }

/**
 * @param {string} name
 * @param {number} ours
 * @returns {import('../lib/group.mjs').Metric}
 */
function metric(name, ours) {
  const baselineName = 'fixed 500 ms window'
  return { name, unit: 'ms', better: 'lower', baselineName, goal: { ours, ratio: 0.1 }, spread: 1 }
}

/** @type {import('../lib/group.mjs').Group} */
export const group = {
  name: 'isolated',
  about:
    'An event of a list where nothing else happens, until its refetch starts, with real timers.',
  metrics: [
    metric('isolated-event-to-refetch-p50', 25),
    metric('isolated-event-to-refetch-p99', 50),
  ],
  async run({ say, rounds, quick }) {
    const events = quick ? 30 : 200
    /** @type {import('../lib/group.mjs').Round[]} */
    const p50 = []
    /** @type {import('../lib/group.mjs').Round[]} */
    const p99 = []
    await play(everfresh, 5, 0)
    for (let round = 1; round <= rounds; round += 1) {
      say(`round ${round} of ${rounds}`)
      const ours = spreadOf(await play(everfresh, events, round))
      const baseline = spreadOf(await play(fixedWindow, events, round))
      p50.push({ ours: ours.p50, baseline: baseline.p50 })
      p99.push({ ours: ours.p99, baseline: baseline.p99 })
    }
    return { 'isolated-event-to-refetch-p50': p50, 'isolated-event-to-refetch-p99': p99 }
  },
}

/**
 * How long each event waited for its refetch. Each happens on a page of its own, so that it is alone.
 *
 * @param {import('../lib/contender.mjs').Start} start
 * @param {number} events
 * @param {number} seed
 */
async function play(start, events, seed) {
  const random = seeded(seed)
  const pages = Array.from({ length: events }, () => {
    const { page, asked, leave } = screen(fineClock, ['a'], FETCH_MS)
    const contender = start({ ...page, clock: systemClock })
    return { asked, contender, leave, heardAt: Number.NaN }
  })
  await sleep(REST_MS)
  for (const page of pages) {
    page.asked.length = 0
    page.heardAt = fineClock.now()
    page.contender.hear('a')
    await sleep(10 + random() * 10)
  }
  await sleep(REST_MS)
  return pages.map(({ asked, contender, leave, heardAt }) => {
    contender.stop()
    leave()
    const [refetch, ...more] = asked
    if (refetch !== undefined && more.length === 0) return refetch.at - heardAt
    throw new Error(`${start.name}: one event made ${asked.length} refetches.`)
  })
}
