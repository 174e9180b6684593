import type { ReactNode } from 'react'
import { anonymousSignIn } from '@/integrations/supabase/client'
import { Button } from '../../ui/button.tsx'
import { signIn } from './account-actions.ts'
import { CredentialsForm } from './credentials-form.tsx'
import styles from './signed-out.module.css'

/** After signing out of an account: who comes next is the person's choice. */
export function SignedOut(): ReactNode {
  return (
    <div className={styles.card} data-testid="signed-out">
      <title>Signed out · Everfresh Studio</title>
      <h1>You are signed out</h1>
      <p className={styles.hint}>Sign in to come back to your projects.</p>
      <CredentialsForm kind="known" action="Sign in" onSubmit={signIn} />
      <p className={styles.or}>or</p>
      <Button onClick={anonymousSignIn.becomeGuest} data-testid="become-guest">
        Start as a new guest
      </Button>
    </div>
  )
}
