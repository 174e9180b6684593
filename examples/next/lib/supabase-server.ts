import { createServerClient } from '@supabase/ssr'
import { cookies } from 'next/headers'
import { config } from './config'
import type { Database } from './database.types'

/** A client for one request, as the person whose cookies came with it. Never shared between requests. */
export async function serverClient() {
  const { getAll } = await cookies()
  return createServerClient<Database>(config.url, config.key, {
    // A page cannot set cookies while it renders; the browser renews its session by itself.
    cookies: { getAll, setAll: () => undefined },
  })
}
