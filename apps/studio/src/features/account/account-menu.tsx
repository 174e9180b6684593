import { UserRound } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useUser } from '@/shared/providers/RealtimeProvider'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialogs.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Popover } from '../../ui/popover.tsx'
import { whenShown } from '../../ui/when-shown.tsx'
import { devtoolsOpen, HAS_DEVTOOLS } from '../devtools/devtools-open.ts'
import { QueryDevtools } from '../devtools/query-devtools.tsx'
import { signOut } from './account-actions.ts'
import { Addresses } from './addresses.tsx'
import styles from './account-menu.module.css'

const KeepWorkDialog = whenShown(
  async () => (await import('./keep-work-dialog.tsx')).KeepWorkDialog,
)
const SignInDialog = whenShown(async () => (await import('./sign-in-dialog.tsx')).SignInDialog)

type Step = 'keep' | 'sign-in' | 'leave' | 'inspect'

/** Who is working here, and how to become somebody else. */
export function AccountMenu(): ReactNode {
  const { isAnonymous } = useUser()
  const [step, setStep] = useState<Step>()
  const close = (): void => setStep(undefined)
  return (
    <>
      <Popover
        label="Account"
        trigger={
          <IconButton label="Account" bare className={styles.trigger} data-testid="account">
            <UserRound />
          </IconButton>
        }
      >
        <Panel onStep={setStep} />
      </Popover>
      {step === 'keep' && <KeepWorkDialog onClose={close} />}
      {step === 'sign-in' && <SignInDialog onClose={close} />}
      {step === 'inspect' && <QueryDevtools onClose={close} />}
      {step === 'leave' && (
        <ConfirmDialog
          title={isAnonymous ? 'Start over as a new guest?' : 'Sign out?'}
          description={
            isAnonymous
              ? 'A guest has no password: there is no way back to the projects of this one.'
              : 'You can sign in again at any time.'
          }
          action={isAnonymous ? 'Start over' : 'Sign out'}
          onConfirm={signOut}
          onClose={close}
        />
      )}
    </>
  )
}

function Panel({ onStep }: { readonly onStep: (step: Step) => void }): ReactNode {
  const { id, isAnonymous } = useUser()
  return (
    <div className={styles.account}>
      <p className={styles.who} data-testid="user-id" data-id={id} title={`Id ${id}`}>
        {isAnonymous ? 'Guest' : <Addresses what="email" />}
      </p>
      <p className={styles.hint}>
        {isAnonymous
          ? 'Your projects belong to this browser, and nobody else can see them.'
          : 'Your projects belong to this account, and nobody else can see them.'}
      </p>
      {isAnonymous && <Addresses what="waiting" />}
      <div className={styles.actions}>
        {isAnonymous && (
          <>
            <Button tone="primary" onClick={() => onStep('keep')} data-testid="keep-work">
              Keep my work…
            </Button>
            <Button onClick={() => onStep('sign-in')} data-testid="sign-in">
              Sign in…
            </Button>
          </>
        )}
        <Button
          tone={isAnonymous ? 'quiet' : 'plain'}
          onClick={() => onStep('leave')}
          data-testid="sign-out"
        >
          {isAnonymous ? 'Start over as a new guest…' : 'Sign out…'}
        </Button>
        {HAS_DEVTOOLS && (
          <Button
            tone="quiet"
            onClick={() => devtoolsOpen.set(true)}
            data-testid="everfresh-devtools"
          >
            Everfresh devtools
          </Button>
        )}
        {import.meta.env.DEV && (
          <Button tone="quiet" onClick={() => onStep('inspect')}>
            Query devtools
          </Button>
        )}
      </div>
    </div>
  )
}
