import { measureVisible } from './measure.mjs'

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
  run: measureVisible,
}
