import { createAuthStateManager, createRealtime, systemClock } from '@everfresh/core'
import { everfreshOptions, supabaseSessions, supabaseSource } from '@everfresh/supabase'
import AsyncStorage from '@react-native-async-storage/async-storage'
import { createClient } from '@supabase/supabase-js'
import type { Database } from './database.types'
import { nativeEnvironment } from './environment'

const environment = nativeEnvironment()

// React Native has a global WebSocket; the options take it.
const { options, reports } = everfreshOptions(
  { auth: { storage: AsyncStorage, detectSessionInUrl: false } },
  { environment },
)

export const supabase = createClient<Database>(
  'https://your-project.supabase.co',
  'sb_publishable_your-key',
  options,
)

export const auth = createAuthStateManager({
  sessions: supabaseSessions(supabase),
  clock: systemClock,
})

export const realtime = createRealtime({
  auth,
  backend: reports,
  environment,
  source: supabaseSource({
    client: supabase,
    topic: ({ userId }) => `todos:${userId}`,
    tables: ({ userId }) => [{ table: 'todos', filter: `owner=eq.${userId}` }],
  }),
  toEvents: () => [{ type: 'TODO_CHANGE' }],
  rules: { TODO_CHANGE: () => [['todos']] },
  families: [{ key: ['todos'], tables: ['todos'] }],
})
