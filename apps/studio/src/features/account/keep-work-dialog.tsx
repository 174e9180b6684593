import { MailCheck } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useNotify } from '../../ui/notices.tsx'
import { type Credentials, keepWork } from './account-actions.ts'
import { CredentialsForm } from './credentials-form.tsx'
import dialogStyles from '../../ui/dialog.module.css'
import styles from './account-menu.module.css'

/** Makes an account of the guest, with everything that is theirs. */
export function KeepWorkDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const notify = useNotify()
  const [waitingFor, setWaitingFor] = useState<string>()

  const keep = async (credentials: Credentials): Promise<void> => {
    if ((await keepWork(credentials)) === 'waiting') return setWaitingFor(credentials.email)
    notify('good', 'Your work is kept. Sign in with this e-mail on any device.')
    onClose()
  }

  if (waitingFor !== undefined) {
    return (
      <Dialog title="Confirm your e-mail" onClose={onClose}>
        <p className={styles.waiting} data-testid="confirm-email">
          <MailCheck aria-hidden />
          <span>
            A mail was sent to <b>{waitingFor}</b>. Follow the link in it, in this browser. Until
            then you go on as a guest, and everything you make is kept for the account.
          </span>
        </p>
        <div className={dialogStyles.actions}>
          <Button tone="primary" onClick={onClose}>
            Got it
          </Button>
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog
      title="Keep your work"
      description="With an e-mail and a password you can come back to your projects from any device. Nothing that you made as a guest is lost."
      onClose={onClose}
    >
      <CredentialsForm kind="new" action="Keep my work" onSubmit={keep} onCancel={onClose} />
    </Dialog>
  )
}
