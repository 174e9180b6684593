import { openBackend } from '../outages/backend.mjs'
import { measureOutage } from './measure.mjs'

/** @type {import('../lib/group.mjs').Group} */
export const group = {
  name: 'outages-full',
  about:
    'The network goes away for 10 and 75 s without a word, and old connections stay dead: 30 clients with Everfresh and 30 with supabase-js alone, in Chromium.',
  full: true,
  limitS: 900,
  metrics: [
    {
      name: 'outage-10s-caught-up-max',
      unit: 'ms',
      better: 'lower',
      baselineName: 'supabase-js alone',
      goal: { ours: 5_000, ratio: 1 / 6 },
      spread: 0.5,
    },
    {
      name: 'outage-75s-caught-up-max',
      unit: 'ms',
      better: 'lower',
      baselineName: 'supabase-js alone',
      goal: { ours: 5_000, ratio: 1 / 40 },
      spread: 0.5,
    },
  ],
  async run(context) {
    const { wanted, quick, defer } = context
    const backend = await openBackend(defer)
    const clients = quick ? 6 : 30
    const outages = [
      // The machine says that its network is back. Nobody else could know: nothing is sent meanwhile.
      { name: 'outage-10s-caught-up-max', lastsMs: 10_000, isAnnounced: true, limitMs: 90_000 },
      // Nobody says so. Handshakes of supabase-js hang until Chromium gives them up, after 240 s.
      { name: 'outage-75s-caught-up-max', lastsMs: 75_000, isAnnounced: false, limitMs: 330_000 },
    ]
    /** @type {Record<string, import('../lib/group.mjs').Round[]>} */
    const rounds = {}
    for (const outage of outages)
      if (wanted.has(outage.name))
        rounds[outage.name] = await measureOutage(backend, { ...outage, clients }, context)
    return rounds
  },
}
