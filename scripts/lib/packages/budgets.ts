/**
 * What each entry may weigh whole, minified and gzipped, in bytes; other packages, ours too, not counted. An
 * entry that grows out of its budget either loses something else, or the budget is raised here, with a reason in
 * the commit.
 */
export const budgets: Readonly<Record<string, number>> = {
  '@everfresh/core': 18_600,
  '@everfresh/core/explain': 5_000,
  '@everfresh/core/testing': 16_400,
  '@everfresh/supabase': 5_200,
  '@everfresh/react': 3_400,
  '@everfresh/react/devtools': 26_000,
  '@everfresh/react/devtools/production': 26_000,
}

/** What the minimal example imports, the README's: the least that a useful app can load. */
export const minimal = {
  core: {
    code: `export { createAuthStateManager, createRealtime, systemClock } from '@everfresh/core'`,
    budget: 13_300,
  },
  'core, supabase and react': {
    code: `
      export { createAuthStateManager, createRealtime, systemClock } from '@everfresh/core'
      export { RealtimeProvider, useRealtime } from '@everfresh/react'
      export { supabaseSessions, supabaseSource } from '@everfresh/supabase'`,
    budget: 16_100,
  },
} as const
