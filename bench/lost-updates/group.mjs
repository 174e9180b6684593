import { everfresh } from '../lib/everfresh.mjs'
import { fixedWindow } from '../lib/fixed-window.mjs'
import { perEvent } from '../lib/per-event.mjs'
import { seeded } from '../lib/random.mjs'
import { initialFetchRace, playSchedule, randomSchedule } from './schedule.mjs'

const SCHEDULES = 10_000
const RACES = 1_000
const PLAIN = 'invalidateQueries per event'

/** @type {import('../lib/group.mjs').Group} */
export const group = {
  name: 'lost-updates',
  about: `Queries that stay stale for ever, over ${SCHEDULES} random schedules and ${RACES} commits during an initial fetch, on a manual clock.`,
  limitS: 600,
  metrics: [
    {
      name: 'lost-updates',
      unit: 'stale queries',
      better: 'lower',
      baselineName: 'fixed 500 ms window, cancelRefetch: false',
      goal: { ours: 0 },
      spread: 0,
      others: [{ name: PLAIN }],
    },
  ],
  async run({ say, quick }) {
    const share = quick ? 0.1 : 1
    const count = async (/** @type {import('../lib/contender.mjs').Start} */ start) => {
      const random = await staleOver(SCHEDULES * share, randomSchedule, start)
      const race = await staleOver(RACES * share, initialFetchRace, start)
      return { random, race, sum: random + race }
    }
    say('everfresh')
    const ours = await count(everfresh)
    say('cancelRefetch: false')
    const baseline = await count(page => fixedWindow(page, { cancelRefetch: false }))
    say(PLAIN)
    const plain = await count(perEvent)
    say(
      `of ${RACES * share} initial fetches stale: ours ${ours.race}, cancelRefetch: false ${baseline.race}, per event ${plain.race}`,
    )
    // The same schedules in every run: a second round would tell nothing new.
    const round = { ours: ours.sum, baseline: baseline.sum, others: { [PLAIN]: plain.sum } }
    return { 'lost-updates': [round] }
  },
}

/**
 * @param {number} schedules
 * @param {(random: () => number) => import('./schedule.mjs').Schedule} draw
 * @param {import('../lib/contender.mjs').Start} start
 */
async function staleOver(schedules, draw, start) {
  let stale = 0
  for (let seed = 1; seed <= schedules; seed += 1) {
    stale += await playSchedule(start, draw(seeded(seed)))
    // TanStack tells its observers by the machine's own timers.
    if (seed % 100 === 0) await new Promise(resolve => setImmediate(resolve))
  }
  return stale
}
