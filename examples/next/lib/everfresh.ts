import { createAuthStateManager, createRealtime, systemClock } from '@everfresh/core'
import { everfreshOptions, supabaseSessions, supabaseSource } from '@everfresh/supabase'
import { createBrowserClient } from '@supabase/ssr'
import { config } from './config'
import type { Database } from './database.types'

/** Made once in a page, and once in a server, where it follows nobody: effects do not run there. */
export function createEverfresh() {
  const { options, reports } = everfreshOptions()
  const supabase = createBrowserClient<Database>(config.url, config.key, options)
  const auth = createAuthStateManager({ sessions: supabaseSessions(supabase), clock: systemClock })
  const realtime = createRealtime({
    auth,
    backend: reports,
    source: supabaseSource({
      client: supabase,
      topic: ({ userId }) => `todos:${userId}`,
      tables: ({ userId }) => [{ table: 'todos', filter: `owner=eq.${userId}` }],
    }),
    toEvents: () => [{ type: 'TODO_CHANGE' }],
    rules: { TODO_CHANGE: () => [['todos']] },
    families: [{ key: ['todos'], tables: ['todos'] }],
    polling: { visibleMs: config.pollMs },
  })
  return { auth, realtime, supabase }
}

export type Everfresh = ReturnType<typeof createEverfresh>
