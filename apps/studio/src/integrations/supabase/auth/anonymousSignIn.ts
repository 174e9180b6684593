import { cell, type AuthStateManager, type Clock, type Source } from '@everfresh/core'
import type { SupabaseClient } from '@supabase/supabase-js'

/** Where the first sign-in stands, for the screen that waits for it. */
export type SignInProgress =
  | { readonly name: 'under-way' }
  | { readonly name: 'failed'; readonly message: string }

const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 15_000

/** Signs in anonymously whenever nobody is signed in, and goes on trying while that fails. */
export function startAnonymousSignIn(
  client: Pick<SupabaseClient, 'auth'>,
  authManager: AuthStateManager,
  clock: Clock,
): Source<SignInProgress> {
  const progress = cell<SignInProgress>({ name: 'under-way' })
  let cancelRetry = (): void => undefined

  const signIn = async (retryMs: number): Promise<void> => {
    const { error } = await client.auth.signInAnonymously()
    if (error === null || authManager.state.current.name === 'signed-in') return
    progress.set({ name: 'failed', message: error.message })
    cancelRetry = clock.after(retryMs, () => void signIn(Math.min(2 * retryMs, LONGEST_RETRY_MS)))
  }

  authManager.subscribe('AnonymousSignIn', state => {
    cancelRetry()
    if (state.name !== 'signed-out') return
    progress.set({ name: 'under-way' })
    return signIn(FIRST_RETRY_MS)
  })
  return progress
}
