import { deadHour, idleHour } from './measure.mjs'

const fixed = "the request's fixed polling, 5 s ± 1 s, hidden 15 s"

/** @type {import('../lib/group.mjs').Group} */
export const group = {
  name: 'idle',
  about:
    'An hour in which nothing happens, and an hour without realtime: 12 queries, the real core and TanStack Query on a manual clock.',
  metrics: [
    {
      name: 'idle-requests-per-hour',
      unit: 'requests per query',
      better: 'lower',
      baselineName: 'TanStack Query with refetchInterval 5 s',
      goal: { ours: 12, ratio: 0.02 },
      spread: 0.05,
    },
    {
      name: 'idle-joins-per-hour',
      unit: 'joins',
      better: 'lower',
      baselineName: '',
      goal: { ours: 0 },
      spread: 0,
    },
    {
      name: 'dead-mode-requests-per-minute',
      unit: 'requests per query',
      better: 'lower',
      baselineName: fixed,
      goal: { ratio: 0.6 },
      spread: 0.1,
    },
    {
      name: 'dead-mode-staleness-p95',
      unit: 'ms',
      better: 'lower',
      baselineName: fixed,
      goal: { ours: 6_000, ratio: 1.1 },
      spread: 0.1,
    },
  ],
  async run({ say, rounds, quick }) {
    const idle = []
    const dead = []
    for (let round = 1; round <= (quick ? 1 : rounds); round += 1) {
      say(`round ${round}: an hour in which nothing happens`)
      idle.push(await idleHour(round))
      say(`round ${round}: an hour without realtime`)
      dead.push(await deadHour(round))
    }
    return {
      'idle-requests-per-hour': idle.map(({ requests }) => requests),
      'idle-joins-per-hour': idle.map(({ joins }) => joins),
      'dead-mode-requests-per-minute': dead.map(({ requests }) => requests),
      'dead-mode-staleness-p95': dead.map(({ staleness }) => staleness),
    }
  },
}
