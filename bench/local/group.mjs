import { detailOfLocal } from './detail.mjs'
import { measureLocal } from './measure.mjs'

/** @type {import('../lib/group.mjs').Group} */
export const group = {
  name: 'local',
  about:
    'The local backend: its cold start, and how soon and how often clients are told of commits.',
  metrics: [
    {
      name: 'local-cold-start',
      unit: 'ms',
      better: 'lower',
      baselineName: 'PostgreSQL alone: initdb, start, first answer',
      goal: { ours: 2_000 },
      spread: 0.3,
    },
    {
      name: 'local-commit-to-client-p50-rls-10',
      unit: 'ms',
      better: 'lower',
      baselineName: 'NOTIFY in the same transaction, heard by LISTEN',
      goal: { ours: 5 },
      spread: 0.4,
    },
    {
      name: 'local-changes-per-second',
      unit: 'per s',
      better: 'higher',
      baselineName: 'the same commits while nobody listens',
      goal: { ours: 1_500 },
      spread: 0.25,
    },
  ],
  run: measureLocal,
  detail: detailOfLocal,
}
