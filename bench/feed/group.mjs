import { deadMinutes, SAFETY, silentLosses } from './without-push.mjs'
import { measureWriteCost } from './write-cost.mjs'

/** @type {import('../lib/group.mjs').Group} */
export const group = {
  name: 'feed',
  limitS: 900,
  about:
    'The change feed: what it costs a writer on the real PostgreSQL; and on a manual clock with the real core, what it finds and asks with 50 queries that each change every 10 min.',
  metrics: [
    {
      name: 'feed-silent-loss-found',
      unit: 'ms until shown, p95',
      better: 'lower',
      baselineName: 'supabase-js alone: the next event of the same list',
      goal: { ours: 72_000 },
      spread: 0.1,
      others: [{ name: SAFETY }],
    },
    {
      name: 'feed-dead-mode-requests-per-minute',
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
    const losses = []
    const dead = []
    for (let round = 1; round <= (quick ? 1 : rounds); round += 1) {
      say(`round ${round}: pushes are lost`)
      losses.push(await silentLosses(round))
      say(`round ${round}: without websockets`)
      dead.push(await deadMinutes(round))
    }
    const isWriting = [...wanted].some(name => name.startsWith('feed-write-cost'))
    const costs = isWriting ? await measureWriteCost(context) : {}
    return {
      'feed-silent-loss-found': losses,
      'feed-dead-mode-requests-per-minute': dead,
      ...costs,
    }
  },
}
