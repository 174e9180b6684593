import { supabase } from '@/integrations/supabase/client'
import { ToldError } from '../../data/request-error.ts'
import { explainAuth } from './auth-problem.ts'

export interface Credentials {
  readonly email: string
  readonly password: string
}

/** `waiting`: the backend wants the address confirmed; until then the guest stays a guest. */
export type Kept = 'kept' | 'waiting'

/**
 * Gives the guest an e-mail and a password. The id stays, and with it everything that is theirs. Throws
 * {@link ToldError}.
 */
export async function keepWork({ email, password }: Credentials): Promise<Kept> {
  const { data, error } = await supabase.auth.updateUser({ email, password })
  if (error) throw new ToldError(explainAuth(error))
  if (data.user.is_anonymous === true) return 'waiting'
  // The token still says "anonymous". If it cannot be renewed now, it soon will be.
  await supabase.auth.refreshSession()
  return 'kept'
}

/** Signs in to an account, in the place of whoever is signed in now. Throws like {@link keepWork}. */
export async function signIn(credentials: Credentials): Promise<void> {
  const { error } = await supabase.auth.signInWithPassword(credentials)
  if (error) throw new ToldError(explainAuth(error))
}

/** Signs out in this browser; the account's other devices stay signed in. Throws like {@link keepWork}. */
export async function signOut(): Promise<void> {
  const { error } = await supabase.auth.signOut({ scope: 'local' })
  if (error) throw new ToldError(explainAuth(error))
}

/** The address of whoever is signed in, and the one that waits to be confirmed. */
export async function addresses(): Promise<{ email?: string; waiting?: string }> {
  const { data } = await supabase.auth.getSession()
  const { email, new_email: waiting } = data.session?.user ?? {}
  return { ...(email && { email }), ...(waiting && { waiting }) }
}
