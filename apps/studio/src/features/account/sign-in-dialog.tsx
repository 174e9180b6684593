import type { ReactNode } from 'react'
import { useUser } from '@/shared/providers/RealtimeProvider'
import { Dialog } from '../../ui/dialog.tsx'
import { signIn } from './account-actions.ts'
import { CredentialsForm } from './credentials-form.tsx'

/** Signs in to an account. Closes by itself: whoever is signed in next has a screen of their own. */
export function SignInDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { isAnonymous } = useUser()
  return (
    <Dialog
      title="Sign in"
      description={
        isAnonymous
          ? 'You work as a guest now. A guest has no password: once you have signed in there is no way back to what you made here. To keep it, close this and choose “Keep my work”.'
          : 'This account is signed out here first.'
      }
      onClose={onClose}
    >
      <CredentialsForm kind="known" action="Sign in" onSubmit={signIn} onCancel={onClose} />
    </Dialog>
  )
}
