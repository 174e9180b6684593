/**
 * What each entry may weigh whole, minified and gzipped, in bytes; other packages, ours too, not counted. An
 * entry that grows out of its budget either loses something else, or the budget is raised here, with a reason in
 * the commit.
 * @type {Readonly<Record<string, number>>}
 */
export const budgets = {
  '@everfresh/core': 25_000,
  '@everfresh/core/diagnose': 8_300,
  '@everfresh/core/explain': 5_300,
  '@everfresh/core/latency': 1_400,
  '@everfresh/core/logging': 1_000,
  '@everfresh/core/testing': 18_600,
  '@everfresh/supabase': 8_400,
  '@everfresh/supabase/diagnose': 8_800,
  '@everfresh/react': 3_300,
  '@everfresh/react/devtools': 24_000,
  '@everfresh/react/devtools/production': 24_000,
}

/** What the minimal example imports, the README's: the least that a useful app can load. */
export const minimal = {
  core: {
    code: `export { createAuthStateManager, createRealtime, systemClock } from '@everfresh/core'`,
    budget: 14_920,
  },
  'core, supabase and react': {
    code: `
      export { createAuthStateManager, createRealtime, systemClock } from '@everfresh/core'
      export { RealtimeProvider, useRealtime } from '@everfresh/react'
      export { supabaseSessions, supabaseSource } from '@everfresh/supabase'`,
    budget: 17_950,
  },
}
