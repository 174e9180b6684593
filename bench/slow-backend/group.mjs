import { manualClock } from '../../packages/core/dist/testing/index.js'
import { everfresh } from '../lib/everfresh.mjs'
import { fixedWindow } from '../lib/fixed-window.mjs'
import { seeded } from '../lib/random.mjs'
import { screen } from '../lib/screen.mjs'
import { percentile } from '../lib/statistics.mjs'
import { waitsOf } from '../lib/waits.mjs'

const FETCH_MS = 1_200
const GAP_MS = 100
const EVENTS = 200

const baselineName = 'fixed 500 ms window, cancelling'

/** @type {import('../lib/group.mjs').Group} */
export const group = {
  name: 'slow-backend',
  about: 'Ten events a second for 20 s, a query that takes 1.2 s, on a manual clock.',
  metrics: [
    {
      name: 'slow-backend-shown-p99',
      unit: 'ms',
      better: 'lower',
      baselineName,
      goal: { ours: 2 * FETCH_MS + 500, ratio: 0.15 },
      spread: 0.05,
    },
    {
      name: 'slow-backend-requests',
      unit: 'requests',
      better: 'lower',
      baselineName,
      goal: { ratio: 0.6 },
      spread: 0.05,
    },
  ],
  async run({ say, rounds }) {
    /** @type {import('../lib/group.mjs').Round[]} */
    const shown = []
    /** @type {import('../lib/group.mjs').Round[]} */
    const requests = []
    for (let round = 1; round <= rounds; round += 1) {
      say(`round ${round} of ${rounds}`)
      const [ours, baseline] = [await play(everfresh, round), await play(fixedWindow, round)]
      shown.push({ ours: ours.p99, baseline: baseline.p99 })
      requests.push({ ours: ours.requests, baseline: baseline.requests })
    }
    return { 'slow-backend-shown-p99': shown, 'slow-backend-requests': requests }
  },
}

/**
 * How long events waited until what they changed was shown, and how many requests that took.
 *
 * @param {import('../lib/contender.mjs').Start} start
 * @param {number} seed
 */
async function play(start, seed) {
  const random = seeded(seed)
  const clock = manualClock()
  const { page, asked, shown, leave } = screen(clock, ['a'], FETCH_MS)
  const contender = start(page)
  await clock.pass(5_000)
  asked.length = shown.length = 0
  // Each somewhere in its tenth of a second, so that rounds differ.
  const times = Array.from({ length: EVENTS }, (_, n) => clock.now() + (n + random()) * GAP_MS)
  for (const at of times) clock.after(at - clock.now(), () => contender.hear('a'))
  await clock.pass(EVENTS * GAP_MS + 10_000)
  contender.stop()
  leave()
  const waits = waitsOf(times, shown)
  if (!waits.every(Number.isFinite)) throw new Error(`${start.name}: what changed was never shown.`)
  return { p99: percentile(waits, 0.99), requests: asked.length }
}
