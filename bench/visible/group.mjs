import { measureVisible } from './measure.mjs'
import { schema } from './schema.mjs'

/** @type {import('../lib/group.mjs').Group} */
export const group = {
  name: 'visible',
  about:
    'From a COMMIT until a page in Chromium shows the row: React, supabase-js and the local backend, all real.',
  metrics: [
    {
      name: 'isolated-commit-to-visible-p50',
      unit: 'ms',
      better: 'lower',
      baselineName: 'the same page with a fixed 500 ms window',
      goal: { ratio: 0.25 },
      spread: 0.5,
    },
  ],
  async run(context) {
    const rounds = await measureVisible(context, { schema, routers: ['everfresh', 'fixed'] })
    return {
      'isolated-commit-to-visible-p50': rounds.map(({ everfresh: ours, fixed: baseline }) => ({
        ours,
        baseline,
      })),
    }
  },
}
