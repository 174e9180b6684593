import { cell, type AuthStateManager, type Clock, type Source } from '@everfresh/core'
import type { SupabaseClient } from '@supabase/supabase-js'

/** Where the first sign-in stands, for the screen that waits for it. */
export type SignInProgress =
  | { readonly name: 'under-way' }
  /** It goes on by itself; `message` is a sentence that says why it is not done yet. */
  | { readonly name: 'failed'; readonly message: string }

/** Does some work while no other tab of the same site does any. */
export type Exclusively = <Result>(work: () => Promise<Result>) => Promise<Result>

const PATIENCE_MS = 5_000
const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 15_000

/**
 * Sees to it that somebody is signed in: whoever is stored, and a new guest only when nobody is. Goes on
 * trying while that fails. Tabs take turns (`exclusively`, by default a lock of the browser), so
 * those that open at the same moment share one guest.
 */
export function startAnonymousSignIn(
  { auth }: Pick<SupabaseClient, 'auth'>,
  authManager: AuthStateManager,
  clock: Clock,
  exclusively: Exclusively = oneTabAtATime,
): Source<SignInProgress> {
  const progress = cell<SignInProgress>({ name: 'under-way' })
  const failed = (message: string): void => progress.set({ name: 'failed', message })

  /** Returns what is in the way. */
  const signIn = async (isOver: () => boolean): Promise<string | undefined> => {
    // Another tab may have signed in meanwhile. A session that has run out is renewed by asking for it.
    const stored = await auth.getSession()
    if (stored.error !== null)
      return `You are still signed in, and your projects are kept, but the sign-in cannot be renewed now (${stored.error.message}).`
    if (isOver() || authManager.state.current.name !== 'signed-out') return undefined
    const { session } = stored.data
    // The tab that stored it told the others, but a tab that was still opening may have missed that.
    const { error } = await (session ? auth.setSession(session) : auth.signInAnonymously())
    return error === null ? undefined : `Signing in did not work (${error.message}).`
  }

  const keepTrying = (): (() => void) => {
    let over = false
    let cancel = clock.after(PATIENCE_MS, () => failed('There is no answer yet.'))
    const attempt = async (retryMs: number): Promise<void> => {
      const work = (): Promise<string | undefined> => signIn(() => over)
      // While it is unknown who is signed in nobody is replaced, and the answer may be long in coming.
      const unknown = authManager.state.current.name === 'unknown'
      const problem = await (unknown ? work() : exclusively(work)).catch(String)
      if (over) return
      cancel()
      if (problem !== undefined) failed(problem)
      cancel = clock.after(retryMs, () => void attempt(Math.min(2 * retryMs, LONGEST_RETRY_MS)))
    }
    void attempt(FIRST_RETRY_MS)
    return () => {
      over = true
      cancel()
    }
  }

  let stop = keepTrying()
  authManager.subscribe('AnonymousSignIn', state => {
    stop()
    if (state.name !== 'signed-out') return
    progress.set({ name: 'under-way' })
    stop = keepTrying()
  })
  return progress
}

/** Pages that are not from a secure origin have no locks, and go on without. */
const oneTabAtATime: Exclusively = async work =>
  'locks' in navigator ? navigator.locks.request('everfresh:sign-in', work) : work()
