import { fileURLToPath } from 'node:url'
import { openChromium } from '../lib/chromium.mjs'
import { servePage } from '../lib/page.mjs'
import { playBurst } from './play.mjs'
import { scriptedSupabase } from './server.mjs'

const ENTRY = fileURLToPath(new URL('./page.mjs', import.meta.url))
const PER_EVENT = 'invalidateQueries per event'
const ALONE = 'supabase-js alone'
/** A burst per event takes far longer than the others: half a minute where the machine is slow. */
const MOST_ROUNDS = 3

/**
 * @param {string} what
 * @param {string} unit
 * @returns {import('../lib/group.mjs').Metric}
 */
function against(what, unit) {
  const name = `burst-1000-${what}`
  return {
    name,
    unit,
    better: 'lower',
    baselineName: PER_EVENT,
    goal: { ratio: 0.03 },
    spread: 0.5,
  }
}

/** @type {import('../lib/group.mjs').Group} */
export const group = {
  name: 'burst-1000',
  about:
    'A React page in Chromium hears of 1,000 changes within a second, of ten projects; each has five lists of 24 rows on screen and fifteen more in the cache.',
  limitS: 600,
  metrics: [
    against('requests', 'requests'),
    against('bytes', 'bytes'),
    {
      name: 'burst-1000-main-thread',
      unit: 'ms',
      better: 'lower',
      baselineName: PER_EVENT,
      goal: { ratio: 1 / 40 },
      spread: 1,
      others: [{ name: ALONE, ratio: 4.5 }],
    },
  ],
  async run({ say, warn, rounds, defer }) {
    const supabase = scriptedSupabase()
    const url = await servePage(ENTRY, { defer }, supabase.backend)
    const browser = await openChromium({ defer })
    const play = (/** @type {import('./play.mjs').How} */ how) =>
      playBurst(how, { browser, url, supabase })
    await play('everfresh')
    const turns = []
    for (let turn = 1; turn <= Math.min(rounds, MOST_ROUNDS); turn += 1) {
      say(`round ${turn}`)
      const ours = await play('everfresh')
      const alone = await play('alone')
      const perEvent = await play('per-event')
      if (ours.longTasks.length > 0)
        warn(`Long tasks: ${ours.longTasks.map(ms => `${ms} ms`).join(', ')}.`)
      turns.push({ ours, alone, perEvent })
    }
    return {
      'burst-1000-requests': turns.map(({ ours, perEvent }) => ({
        ours: ours.requests,
        baseline: perEvent.requests,
      })),
      'burst-1000-bytes': turns.map(({ ours, perEvent }) => ({
        ours: ours.bytes,
        baseline: perEvent.bytes,
      })),
      'burst-1000-main-thread': turns.map(({ ours, alone, perEvent }) => ({
        ours: ours.mainThreadMs,
        baseline: perEvent.mainThreadMs,
        others: { [ALONE]: alone.mainThreadMs },
      })),
    }
  },
}
