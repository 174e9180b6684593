import type { ComponentProps, ReactNode } from 'react'
import { useRuntimeSettings } from '@/shared/lib/runtimeSettings'
import { useFreshness, useRealtime } from '@/shared/providers/RealtimeProvider'
import { useNow } from '../ui/now.ts'
import { Popover } from '../ui/popover.tsx'
import { StatusPanel } from './status-panel.tsx'
import { ageWords, statusWords } from './status-words.ts'
import styles from './status-chip.module.css'

const DEFAULT_POLL_MS = 5_000

/** How fresh the screen is: live, connecting, polling or offline, and how old its data is; live is now. */
export function StatusChip(): ReactNode {
  const realtime = useRealtime()
  const { pollingMs = DEFAULT_POLL_MS } = useRuntimeSettings()
  const words = statusWords(realtime.status, pollingMs)
  return (
    <Popover
      label="How fresh this is"
      trigger={
        <Chip data-status={realtime.status} data-tone={words.tone}>
          <span className={styles.dot} aria-hidden />
          <span className={styles.label}>{words.label}</span>{' '}
          {realtime.status === 'live' && <span className={styles.age}>now</span>}
          {realtime.status !== 'live' && realtime.status !== 'idle' && <Age />}
        </Chip>
      }
    >
      <StatusPanel realtime={realtime} words={words} />
    </Popover>
  )
}

function Chip(props: ComponentProps<'button'>): ReactNode {
  return <button type="button" className={styles.chip} data-testid="status-chip" {...props} />
}

/** A component of its own, so that a tick renders a few words only. */
function Age(): ReactNode {
  const { updatedAt } = useFreshness()
  const age = ageWords(updatedAt, useNow('second'))
  return age !== undefined && <span className={styles.age}>{age}</span>
}
