import type { ReactNode } from 'react'
import { useSignIn } from '@/shared/providers/RealtimeProvider'
import { whenShown } from '../ui/when-shown.tsx'
import { Splash, SplashLine } from './splash.tsx'
import styles from './splash.module.css'

const SignedOut = whenShown(
  async () => (await import('../features/account/signed-out.tsx')).SignedOut,
)

/** Shown until somebody is signed in, which happens by itself unless an account was signed out. */
export function SigningIn(): ReactNode {
  const progress = useSignIn()
  if (progress.name === 'choosing') {
    return (
      <Splash>
        <SignedOut />
      </Splash>
    )
  }
  return (
    <Splash>
      {progress.name === 'under-way' ? (
        <SplashLine>Opening the Studio…</SplashLine>
      ) : (
        <div className={styles.problem} role="alert" data-testid="sign-in-problem">
          <h1>The Studio cannot reach its backend</h1>
          <p>
            {progress.message} It is tried again by itself, and this page opens once the backend
            answers; reloading the page tries at once.
          </p>
        </div>
      )}
    </Splash>
  )
}
