import { createAuthStateManager, createRealtime, systemClock } from '@everfresh/core'
import { everfreshOptions, supabaseSessions, supabaseSource } from '@everfresh/supabase'
import { createClient } from '@supabase/supabase-js'
import type { Database } from './database.types'

const { options, reports } = everfreshOptions()
const { VITE_SUPABASE_URL, VITE_SUPABASE_PUBLISHABLE_KEY } = import.meta.env

export const supabase = createClient<Database>(
  VITE_SUPABASE_URL,
  VITE_SUPABASE_PUBLISHABLE_KEY,
  options,
)

export const auth = createAuthStateManager({
  sessions: supabaseSessions(supabase),
  clock: systemClock,
})

/** Keeps every query under `todos` as it is in the database: by push while it is live, else by polling. */
export const realtime = createRealtime({
  auth,
  backend: reports,
  source: supabaseSource({
    client: supabase,
    topic: ({ userId }) => `todos:${userId}`,
    tables: ({ userId }) => [{ table: 'todos', filter: `owner=eq.${userId}` }],
  }),
  // What a change means in the app's own words, and which queries each word touches.
  toEvents: () => [{ type: 'TODO_CHANGE' }],
  rules: { TODO_CHANGE: () => [['todos']] },
  families: [{ key: ['todos'], tables: ['todos'] }],
})
