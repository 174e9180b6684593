import { RefreshCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { useRuntimeSettings } from '@/shared/lib/runtimeSettings'
import { realtime } from '@/shared/providers/realtime'
import { Button } from '../ui/button.tsx'
import { useNow } from '../ui/now.ts'
import { Switch } from '../ui/switch.tsx'
import { duration } from '../ui/time-words.ts'
import { ageWords, logWords, type statusWords } from './status-words.ts'
import type { useSight } from './use-sight.ts'
import styles from './status-panel.module.css'

interface StatusPanelProps {
  readonly sight: ReturnType<typeof useSight>
  readonly words: ReturnType<typeof statusWords>
}

/** Why it is as fresh as it is, and what can be done. */
export function StatusPanel({ sight, words }: StatusPanelProps): ReactNode {
  const { shown, cause, enabled, muted, backend, log, reconnect } = sight
  const ofLog = logWords(log)
  const { set } = useRuntimeSettings()
  const isUp = shown === 'live' || shown === 'catching-up' || shown === 'idle'
  const mayReconnect = (enabled && !isUp) || backend === 'away'
  return (
    <div className={styles.panel}>
      <p className={styles.title}>{words.label}</p>
      <p className={styles.meaning}>{words.meaning}</p>
      {cause && (
        <div className={styles.cause} data-testid="status-cause" data-code={cause.code}>
          <p>{cause.message}</p>
          <p className={styles.code}>{cause.code}</p>
        </div>
      )}
      {muted.length > 0 && (
        <p className={styles.cause} data-testid="status-muted">
          The server refuses to push changes of {muted.join(', ')}: what shows these is polled.
        </p>
      )}
      {backend === 'away' && (
        <p className={styles.cause} data-testid="status-backend">
          Requests fail one after another, so only one is sent now and then, until it is answered.
        </p>
      )}
      {ofLog !== undefined && (
        <p className={styles.cause} data-testid="status-log">
          {ofLog}
        </p>
      )}
      <Facts sight={sight} />
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
        onChange={on => set({ realtimeEnabled: on })}
        testId="realtime-switch"
      />
    </div>
  )
}

function Facts({ sight }: Pick<StatusPanelProps, 'sight'>): ReactNode {
  const { since } = sight
  const { updatedAt } = sight.sight
  const now = useNow('second')
  const retryAt = realtime.nextTryAt()
  return (
    <dl className={styles.facts}>
      <dt>What you see</dt>
      <dd data-testid="status-age">{ageWords(updatedAt, now) ?? 'not loaded yet'}</dd>
      <dt>In this state</dt>
      <dd>
        for {duration(now - since)}, since{' '}
        <span data-testid="status-since">{new Date(since).toLocaleTimeString()}</span>
      </dd>
      {retryAt !== undefined && (
        <>
          <dt>Next try</dt>
          <dd data-testid="status-retry">
            {retryAt > now ? `in ${duration(retryAt - now)}` : 'now'}
          </dd>
        </>
      )}
    </dl>
  )
}
