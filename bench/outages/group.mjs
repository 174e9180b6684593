import { measureShortOutage } from './short-outage.mjs'
import { openStage } from './stage.mjs'
import { measureWake } from './wake.mjs'
import { countZombies } from './zombies.mjs'

/** @type {import('../lib/group.mjs').Group} */
export const group = {
  name: 'outages',
  about:
    'Dead sockets and short outages, over a network of its own for each client, beside supabase-js alone.',
  metrics: [
    {
      name: 'wake-dead-socket-noticed',
      unit: 'ms',
      better: 'lower',
      baselineName: 'supabase-js alone',
      goal: { ours: 2_000 },
      spread: 0.5,
    },
    {
      name: 'outage-2s-converged',
      unit: 'ms',
      better: 'lower',
      baselineName: 'supabase-js alone: never, until the next event',
      goal: { ours: 5_000 },
      spread: 0.5,
    },
    {
      name: 'zombies',
      unit: 'clients',
      better: 'lower',
      baselineName: 'supabase-js alone, with disconnect() and connect()',
      goal: { ours: 0 },
      spread: 0,
    },
  ],
  async run({ say, rounds, quick, defer }) {
    const stage = await openStage(defer)
    const samples = quick ? 4 : 12
    // Each waits most of the time, on connections of its own.
    const [wake, short, zombies] = await Promise.all([
      measureWake(stage, { samples, say }),
      measureShortOutage(stage, { rounds: quick ? 1 : Math.min(rounds, 3), say }),
      countZombies(stage, { samples }),
    ])
    return { 'wake-dead-socket-noticed': wake, 'outage-2s-converged': short, zombies }
  },
}
