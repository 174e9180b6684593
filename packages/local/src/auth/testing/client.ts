import { type SupabaseClient, createClient } from '@supabase/supabase-js'
import ws from 'ws'
import type { LocalBackend } from '../../testing/index.ts'

/**
 * An unmodified client with a session of its own, which is not kept anywhere. `key` is `anonKey` by
 * default; every request goes through `fetcher`.
 */
export function clientOf(
  backend: Pick<LocalBackend, 'url' | 'anonKey'>,
  key: string = backend.anonKey,
  fetcher: typeof fetch = fetch,
): SupabaseClient {
  return createClient(backend.url, key, {
    auth: { autoRefreshToken: false, persistSession: false, detectSessionInUrl: false },
    global: { fetch: fetcher },
    // supabase-js types the constructor after the browser's; Node 20 has none of its own.
    realtime: { transport: ws as never },
  })
}
