import { UserRound } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { supabase } from '@/integrations/supabase/client'
import { useUser } from '@/shared/providers/RealtimeProvider'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Popover } from '../ui/popover.tsx'
import { Devtools } from './devtools.tsx'
import styles from './account-menu.module.css'

/** Who is working here. */
export function AccountMenu(): ReactNode {
  const { id, isAnonymous } = useUser()
  const [leaving, setLeaving] = useState(false)
  const [inspecting, setInspecting] = useState(false)
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
        <div className={styles.account}>
          <p className={styles.who}>{isAnonymous ? 'Guest' : 'Signed in'}</p>
          <p className={styles.id} data-testid="user-id" data-id={id}>
            {id}
          </p>
          <p className={styles.hint}>
            {isAnonymous
              ? 'You are working without an account. Your projects belong to this browser, and nobody else can see them.'
              : 'Your projects belong to this account, and nobody else can see them.'}
          </p>
          <Button size="small" onClick={() => setLeaving(true)} data-testid="sign-out">
            {isAnonymous ? 'Start over as a new guest…' : 'Sign out…'}
          </Button>
          {import.meta.env.DEV && (
            <Button size="small" tone="quiet" onClick={() => setInspecting(true)}>
              Query devtools
            </Button>
          )}
        </div>
      </Popover>
      {inspecting && <Devtools onClose={() => setInspecting(false)} />}
      {leaving && (
        <ConfirmDialog
          title={isAnonymous ? 'Start over as a new guest?' : 'Sign out?'}
          description={
            isAnonymous
              ? 'A guest has no password: there is no way back to the projects of this one.'
              : 'You can sign in again at any time.'
          }
          action={isAnonymous ? 'Start over' : 'Sign out'}
          onConfirm={async () => {
            // Only here: other devices of the same account stay signed in.
            const { error } = await supabase.auth.signOut({ scope: 'local' })
            if (error) throw error
          }}
          onClose={() => setLeaving(false)}
        />
      )}
    </>
  )
}
