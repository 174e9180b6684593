import type { ComponentProps, ReactNode } from 'react'
import { useFreshness, usePollEveryMs } from '@/shared/providers/RealtimeProvider'
import { useNow } from '../ui/now.ts'
import { Popover } from '../ui/popover.tsx'
import { whenShown } from '../ui/when-shown.tsx'
import { ageWords, statusWords } from './status-words.ts'
import { useSight } from './use-sight.ts'
import styles from './status-chip.module.css'

const StatusPanel = whenShown(async () => (await import('./status-panel.tsx')).StatusPanel)

/** How fresh the screen is: live, catching up, polling or offline, and how old its data is; live is now. */
export function StatusChip(): ReactNode {
  const sight = useSight()
  const words = statusWords(sight.shown, usePollEveryMs(), sight.asked)
  const { shown } = sight
  return (
    <Popover
      label="How fresh this is"
      trigger={
        <Chip
          data-status={sight.sight.status}
          data-catching-up={shown === 'catching-up' || undefined}
          data-tone={words.tone}
          title={`${words.label} since ${new Date(sight.since).toLocaleTimeString()}`}
        >
          <span className={styles.dot} aria-hidden />
          <span className={styles.label}>{words.label}</span>{' '}
          {shown === 'live' && <span className={styles.age}>now</span>}
          {(shown === 'polling' || shown === 'disabled' || shown === 'offline') && <Age />}
        </Chip>
      }
    >
      <StatusPanel sight={sight} words={words} />
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
