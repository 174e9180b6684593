import { manualClock } from '../../packages/core/dist/testing/index.js'
import { everfresh } from '../lib/everfresh.mjs'
import { fixedWindow, WINDOW_MS } from '../lib/fixed-window.mjs'
import { seeded } from '../lib/random.mjs'
import { screen } from '../lib/screen.mjs'
import { waitsOf } from '../lib/waits.mjs'
import { bursts, mix, tenPerSecond, transactions } from './workloads.mjs'

const FETCH_MS = 150

const workloads = {
  'coalescing-10hz': tenPerSecond,
  'coalescing-bursts': bursts,
  'coalescing-transaction': transactions,
  'coalescing-mix': mix,
}

/**
 * @param {keyof typeof workloads} name
 * @param {number} ratio
 * @returns {import('../lib/group.mjs').Metric}
 */
function metric(name, ratio) {
  const baselineName = 'fixed 500 ms window'
  return { name, unit: 'refetches', better: 'lower', baselineName, goal: { ratio }, spread: 0.05 }
}

/** @type {import('../lib/group.mjs').Group} */
export const group = {
  name: 'coalescing',
  about: 'How many refetches events cost, on a manual clock: a round is another draw of events.',
  metrics: [
    metric('coalescing-10hz', 1.05),
    metric('coalescing-bursts', 1.05),
    metric('coalescing-transaction', 1.05),
    metric('coalescing-mix', 1.25),
  ],
  async run({ say, rounds }) {
    /** @type {Record<string, import('../lib/group.mjs').Round[]>} */
    const results = {}
    for (const [name, workload] of Object.entries(workloads)) {
      say(name)
      const measured = (results[name] = /** @type {import('../lib/group.mjs').Round[]} */ ([]))
      for (let round = 1; round <= rounds; round += 1) {
        const events = workload(seeded(round))
        const [ours, baseline] = [await play(everfresh, events), await play(fixedWindow, events)]
        measured.push({ ours, baseline })
      }
    }
    return results
  },
}

/**
 * Lets the events happen to a list on screen, and counts the refetches. Throws when an event waited for longer
 * than the window until its refetch started: fewer refetches are easily had by being late.
 *
 * @param {import('../lib/contender.mjs').Start} start
 * @param {import('./workloads.mjs').Workload} events
 */
async function play(start, events) {
  const clock = manualClock()
  const { page, asked, leave } = screen(clock, ['a'], FETCH_MS)
  const contender = start(page)
  await clock.pass(5_000)
  asked.length = 0
  const times = events.map(at => clock.now() + at)
  for (const at of times) clock.after(at - clock.now(), () => contender.hear('a'))
  await clock.pass((events.at(-1) ?? 0) + 10_000)
  contender.stop()
  leave()
  const starts = asked.map(({ at }) => ({ at, askedAt: at }))
  const longest = Math.max(...waitsOf(times, starts))
  if (longest > WINDOW_MS)
    throw new Error(`${start.name}: an event waited ${longest} ms for its refetch.`)
  return asked.length
}
