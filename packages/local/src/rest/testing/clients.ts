import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import WebSocket from 'ws'
import type { ServedRest } from './serve-rest.ts'

// Node 20 has no WebSocket of its own, and supabase-js will not start without one. Retries would
// only make a failing test slow.
const OPTIONS = { realtime: { transport: WebSocket as never }, db: { retry: false } }

/** A client of someone who is not signed in. */
export function stranger(rest: ServedRest): SupabaseClient {
  return createClient(rest.url, rest.anonKey, OPTIONS)
}

/** A client with the service key, outside row-level security. */
export function service(rest: ServedRest): SupabaseClient {
  return createClient(rest.url, rest.serviceKey, OPTIONS)
}

/** A client of the signed-in user. */
export async function userClient(rest: ServedRest, userId: string): Promise<SupabaseClient> {
  const token = await rest.token(userId)
  return createClient(rest.url, rest.anonKey, {
    ...OPTIONS,
    accessToken: () => Promise.resolve(token),
  })
}
