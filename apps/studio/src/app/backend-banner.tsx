import { onlineManager, useQueryClient } from '@tanstack/react-query'
import { CloudOff, WifiOff } from 'lucide-react'
import { type ReactNode, useState, useSyncExternalStore } from 'react'
import { Button } from '../ui/button.tsx'
import { useBackendHealth } from './use-backend-health.ts'
import styles from './backend-banner.module.css'

const watchOnline = (listener: () => void): (() => void) => onlineManager.subscribe(listener)
const readOnline = (): boolean => onlineManager.isOnline()

/** Says that the backend is out of reach, and what still works. */
export function BackendBanner(): ReactNode {
  const health = useBackendHealth()
  const online = useSyncExternalStore(watchOnline, readOnline)
  if (!online) {
    return (
      <div className={styles.banner} role="status" data-testid="backend-banner" data-kind="offline">
        <WifiOff aria-hidden />
        <p>
          <b>You are offline.</b> You can look at what is here and write prompts; send them when the
          network is back.
        </p>
      </div>
    )
  }
  if (health === 'answering') return null
  return (
    <div className={styles.banner} role="status" data-testid="backend-banner" data-kind="away">
      <CloudOff aria-hidden />
      <p>
        <b>The backend does not answer.</b> What is on screen stays, and what you write is kept;
        nothing new arrives until it is back. It is tried again by itself.
      </p>
      <TryAgain />
    </div>
  )
}

function TryAgain(): ReactNode {
  const queryClient = useQueryClient()
  const [busy, setBusy] = useState(false)
  const retry = async (): Promise<void> => {
    setBusy(true)
    await queryClient.refetchQueries({
      type: 'active',
      predicate: query => query.state.status === 'error',
    })
    setBusy(false)
  }
  return (
    <Button size="small" busy={busy} onClick={() => void retry()}>
      Try now
    </Button>
  )
}
