import type { AuthChangeEvent, Session, SupabaseClient } from '@supabase/supabase-js'

type Auth = SupabaseClient['auth']

/** Who listens to the auth events of one client, as far as it passed through here. */
export interface AuthListeners {
  /** Subscriptions of `supabaseSessions`. */
  readonly ours: number
  /** The app's own; 0 where nobody counts them. */
  readonly others: number
}

interface Count {
  ours: number
  others: number
  /** The client's own method, where others are counted by the one in its place. */
  uncounted?: Auth['onAuthStateChange']
}

/** Passive: only `diagnose` reads it. */
const counts = new WeakMap<Auth, Count>()

function countOf(auth: Auth): Count {
  const count = counts.get(auth) ?? { ours: 0, others: 0 }
  counts.set(auth, count)
  return count
}

export function authListenersOf(auth: Auth): AuthListeners {
  const { ours, others } = countOf(auth)
  return { ours, others }
}

/** Subscribes as one of ours, so that it is counted as no other. Returns its undo. */
export function subscribeAsOurs(
  auth: Auth,
  listener: (event: AuthChangeEvent, session: Session | null) => void,
): () => void {
  const count = countOf(auth)
  const { uncounted = auth.onAuthStateChange.bind(auth) } = count
  const { data } = uncounted(listener)
  count.ours += 1
  let subscribed = true
  return () => {
    if (subscribed) count.ours -= 1
    subscribed = false
    data.subscription.unsubscribe()
  }
}

/**
 * Counts, from now on, who subscribes to the client's `onAuthStateChange` beside `supabaseSessions`, for the
 * finding `second-auth-subscription`. Call it in development only, right after `createClient`, once. Who
 * subscribed before is not counted. A client with another issuer's tokens (`accessToken`) has no auth events,
 * and is left alone.
 *
 * The client tells nobody who listens to it: its listeners are `protected`, and its `debug` option says it in
 * the text of a log only. So a method of the same kind stands in the place of this one client's public
 * `onAuthStateChange`, and counts; whoever calls it hears and gets what the client gives. Law C5 stands: it
 * touches no global, no prototype and nothing inside the client, and nothing but the app's own call does it.
 * What is counted decides nothing.
 */
export function countAuthListeners({ auth }: Pick<SupabaseClient, 'auth'>): void {
  const subscribe = methodOf(auth)
  if (subscribe === undefined) return
  const count = countOf(auth)
  if (count.uncounted !== undefined) return
  count.uncounted = subscribe
  auth.onAuthStateChange = (listener: (...told: never[]) => void) => {
    count.others += 1
    const { data } = subscribe(listener as Parameters<typeof subscribe>[0])
    const { subscription } = data
    let subscribed = true
    const unsubscribe = (): void => {
      if (subscribed) count.others -= 1
      subscribed = false
      subscription.unsubscribe()
    }
    return { data: { subscription: { ...subscription, unsubscribe } } }
  }
}

function methodOf(auth: Auth): Auth['onAuthStateChange'] | undefined {
  try {
    return auth.onAuthStateChange.bind(auth) as Auth['onAuthStateChange']
  } catch {
    return undefined
  }
}
