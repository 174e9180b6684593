import { measureBundles } from './measure.mjs'

const common = /** @type {const} */ ({
  unit: 'bytes',
  better: 'lower',
  baselineName: 'cache-helpers, its query and subscription hooks',
  spread: 0.02,
})

/** @type {import('../lib/group.mjs').Group} */
export const group = {
  name: 'bundle',
  about:
    'What the minimal example loads, minified and gzipped, without React, TanStack Query and supabase-js.',
  metrics: [
    { ...common, name: 'bundle-gzip-core', goal: { ours: 5_000 } },
    { ...common, name: 'bundle-gzip-all', goal: { ours: 10_000 } },
  ],
  run: measureBundles,
}
