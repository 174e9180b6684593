/**
 * What each entry may weigh whole, minified and gzipped, in bytes; other packages, ours too, not counted. An
 * entry that grows out of its budget either loses something else, or the budget is raised here, with a reason in
 * the commit.
 * @type {Readonly<Record<string, number>>}
 */
export const budgets = {
  '@everfresh/core': 19_200,
  '@everfresh/core/diagnose': 10_500,
  '@everfresh/core/explain': 6_000,
  '@everfresh/core/latency': 3_000,
  '@everfresh/core/logging': 3_000,
  '@everfresh/core/testing': 17_700,
  '@everfresh/supabase': 5_350,
  '@everfresh/supabase/diagnose': 8_100,
  '@everfresh/react': 3_500,
  '@everfresh/react/devtools': 30_000,
  '@everfresh/react/devtools/production': 30_000,
}

/** What the minimal example imports, the README's: the least that a useful app can load. */
export const minimal = {
  core: {
    code: `export { createAuthStateManager, createRealtime, systemClock } from '@everfresh/core'`,
    budget: 14_000,
  },
  'core, supabase and react': {
    code: `
      export { createAuthStateManager, createRealtime, systemClock } from '@everfresh/core'
      export { RealtimeProvider, useRealtime } from '@everfresh/react'
      export { supabaseSessions, supabaseSource } from '@everfresh/supabase'`,
    budget: 17_200,
  },
}
