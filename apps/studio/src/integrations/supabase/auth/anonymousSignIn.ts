import { cell, type AuthStateManager, type Clock, type Source } from '@everfresh/core'
import type { SupabaseClient } from '@supabase/supabase-js'

/** Where the first sign-in stands, for the screen that waits for it. */
export type SignInProgress =
  | { readonly name: 'under-way' }
  /** It goes on by itself; `message` is a sentence that says why it is not done yet. */
  | { readonly name: 'failed'; readonly message: string }
  /** An account was signed out: the person says who comes next. */
  | { readonly name: 'choosing' }

/** Does some work while no other tab of the same site does any. */
export type Exclusively = <Result>(work: () => Promise<Result>) => Promise<Result>

/** Who was signed in here last, for all tabs of this browser. */
export interface LastUser {
  readonly read: () => string | null
  readonly write: (kind: 'account' | 'guest') => void
}

export interface AnonymousSignInHost {
  readonly clock: Clock
  /** Default: a lock of the browser. */
  readonly exclusively?: Exclusively
  /** Default: the browser's local storage. */
  readonly lastUser?: LastUser
}

export interface AnonymousSignIn {
  readonly progress: Source<SignInProgress>
  /** The person chose to go on as a new guest. */
  readonly becomeGuest: () => void
}

const PATIENCE_MS = 5_000
const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 15_000

/**
 * Sees to it that somebody is signed in: whoever is stored, and a new guest only when nobody is and the
 * last one was no account, whose owner is about to sign in again. Goes on trying while that fails. Tabs
 * take turns (`exclusively`), so those that open at the same moment share one guest.
 */
export function startAnonymousSignIn(
  { auth }: Pick<SupabaseClient, 'auth'>,
  authManager: AuthStateManager,
  { clock, exclusively = oneTabAtATime, lastUser = rememberedUser }: AnonymousSignInHost,
): AnonymousSignIn {
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
    progress.set({ name: 'under-way' })
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
    if (state.name === 'signed-in') lastUser.write(state.session.isAnonymous ? 'guest' : 'account')
    if (state.name !== 'signed-out') return
    if (lastUser.read() === 'account') progress.set({ name: 'choosing' })
    else stop = keepTrying()
  })
  return {
    progress,
    becomeGuest: () => {
      if (progress.current.name === 'choosing') stop = keepTrying()
    },
  }
}

/** Pages that are not from a secure origin have no locks, and go on without. */
const oneTabAtATime: Exclusively = async work =>
  'locks' in navigator ? navigator.locks.request('everfresh:sign-in', work) : work()

const PLACE = 'everfresh:last-user'

const rememberedUser: LastUser = {
  read: () => localStorage.getItem(PLACE),
  write: kind => localStorage.setItem(PLACE, kind),
}
