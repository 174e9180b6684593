import { measureFeedOutage } from './outage.mjs'
import { FIXED, measureFeedVisible } from './visible.mjs'
import { deadMinutes, SAFETY, silentLosses } from './without-push.mjs'
import { measureWriteCost } from './write-cost.mjs'

const LOSS = 'feed-silent-loss-found'
const DEAD = 'feed-dead-mode-requests-per-minute'
const OUTAGE = 'feed-outage-2s-requests'
const VISIBLE = 'feed-commit-to-visible-p50'

/** @type {import('../lib/group.mjs').Group} */
export const group = {
  name: 'feed',
  limitS: 900,
  about:
    'The change feed: how soon a page shows a commit, what an outage asks, and what a write costs, all real; and on a manual clock what it finds and asks with 50 queries that each change every 10 min.',
  metrics: [
    {
      name: VISIBLE,
      unit: 'ms',
      better: 'lower',
      baselineName: 'our own postgres_changes path',
      goal: { ratio: 0.33 },
      spread: 0.5,
      others: [{ name: FIXED }],
    },
    {
      name: OUTAGE,
      unit: 'requests, 50 queries, 3 changed',
      better: 'lower',
      baselineName: 'our own postgres_changes path: all are fetched',
      goal: { ours: 5, ratio: 0.1 },
      spread: 0.25,
    },
    {
      name: LOSS,
      unit: 'ms until shown, p95',
      better: 'lower',
      baselineName: 'supabase-js alone: the next event of the same list',
      goal: { ours: 72_000 },
      spread: 0.1,
      others: [{ name: SAFETY }],
    },
    {
      name: DEAD,
      unit: 'requests, 50 queries',
      better: 'lower',
      baselineName: 'our own polling, query by query',
      goal: { ratio: 0.05 },
      spread: 0.1,
    },
    {
      name: 'feed-write-cost',
      unit: 'ms a statement',
      better: 'lower',
      baselineName: 'the whole statement, untracked',
      goal: { ours: 1 },
      spread: 0.5,
    },
    {
      name: 'feed-write-cost-log-only',
      unit: 'ms a statement',
      better: 'lower',
      baselineName: 'the whole statement, untracked',
      goal: { ours: 0.4 },
      spread: 0.5,
    },
  ],
  async run(context) {
    const { say, rounds, quick, wanted } = context
    const simulated = quick ? 1 : rounds
    const isWriting = [...wanted].some(name => name.startsWith('feed-write-cost'))
    return {
      ...(wanted.has(LOSS) ? { [LOSS]: await eachRound(simulated, silentLosses, say) } : {}),
      ...(wanted.has(DEAD) ? { [DEAD]: await eachRound(simulated, deadMinutes, say) } : {}),
      ...(isWriting ? await measureWriteCost(context) : {}),
      ...(wanted.has(OUTAGE) ? { [OUTAGE]: await measureFeedOutage(context) } : {}),
      ...(wanted.has(VISIBLE) ? { [VISIBLE]: await measureFeedVisible(context) } : {}),
    }
  },
}

/**
 * @param {number} rounds
 * @param {(seed: number) => Promise<import('../lib/group.mjs').Round>} measure
 * @param {(text: string) => void} say
 */
async function eachRound(rounds, measure, say) {
  const measured = []
  for (let round = 1; round <= rounds; round += 1) {
    say(`simulated time: round ${round} of ${rounds}`)
    measured.push(await measure(round))
  }
  return measured
}
