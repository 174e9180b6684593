import type { ReactNode } from 'react'
import { useNow } from '../../ui/now.ts'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { duration } from '../../ui/time-words.ts'
import type { Task } from './task.ts'
import styles from './task-row.module.css'

/** Where a task stands, in a few words. */
export function StateWords({ task }: { readonly task: Task }): ReactNode {
  const { status, startedAt, endedAt, createdAt, pending } = task
  if (pending) return 'Sending…'
  switch (status) {
    case 'Queued':
      return (
        <>
          Queued <Elapsed since={createdAt} />
        </>
      )
    case 'In Progress':
      return (
        <>
          Making <Elapsed since={startedAt ?? createdAt} />
        </>
      )
    case 'Complete':
      return endedAt !== undefined && <TimeAgo at={endedAt} />
    case 'Failed':
      return <span className={styles.error}>{task.error ?? 'The worker could not make it.'}</span>
    case 'Cancelled':
      return <>Cancelled {endedAt !== undefined && <TimeAgo at={endedAt} />}</>
  }
}

/** A component of its own, so that a tick renders one word and not the list. */
function Elapsed({ since }: { readonly since: string }): ReactNode {
  return (
    <span className={styles.elapsed} data-testid="task-timer">
      {duration(useNow('second') - Date.parse(since))}
    </span>
  )
}
