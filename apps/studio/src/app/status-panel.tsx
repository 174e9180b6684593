import { RefreshCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { useFreshness, type useRealtime } from '@/shared/providers/RealtimeProvider'
import { Button } from '../ui/button.tsx'
import { useNow } from '../ui/now.ts'
import { Switch } from '../ui/switch.tsx'
import { ageWords, type statusWords } from './status-words.ts'
import styles from './status-panel.module.css'

interface StatusPanelProps {
  readonly realtime: ReturnType<typeof useRealtime>
  readonly words: ReturnType<typeof statusWords>
}

/** Why it is as fresh as it is, and what can be done. */
export function StatusPanel({ realtime, words }: StatusPanelProps): ReactNode {
  const { status, cause, enabled, muted, setEnabled, reconnect } = realtime
  const mayReconnect = enabled && status !== 'live' && status !== 'idle'
  return (
    <div className={styles.panel}>
      <p className={styles.title}>{words.label}</p>
      <p className={styles.meaning}>{words.meaning}</p>
      {cause && (
        <p className={styles.cause} data-testid="status-cause" data-code={cause.code}>
          {cause.message}
        </p>
      )}
      {muted.length > 0 && (
        <p className={styles.cause} data-testid="status-muted">
          The server refuses to push changes of {muted.join(', ')}: what shows these is polled.
        </p>
      )}
      <Facts since={realtime.since} />
      {mayReconnect && (
        <Button size="small" icon={<RefreshCw />} onClick={reconnect} data-testid="reconnect">
          Reconnect now
        </Button>
      )}
      <hr className={styles.line} />
      <Switch
        label="Realtime"
        hint="Off: everything is fetched by polling."
        checked={enabled}
        onChange={setEnabled}
        testId="realtime-switch"
      />
    </div>
  )
}

function Facts({ since }: { readonly since: number }): ReactNode {
  const now = useNow('second')
  const { updatedAt } = useFreshness()
  const age = ageWords(updatedAt, now)
  return (
    <dl className={styles.facts}>
      <dt>What you see</dt>
      <dd>{age ?? 'not loaded yet'}</dd>
      <dt>In this state</dt>
      <dd>since {new Date(since).toLocaleTimeString()}</dd>
    </dl>
  )
}
