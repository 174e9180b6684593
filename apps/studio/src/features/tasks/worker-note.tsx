import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useWorkerAway } from './use-worker-away.ts'
import styles from './tasks-pane.module.css'

/** Says when tasks wait and no worker takes them. */
export function WorkerNote({ projectId }: { readonly projectId: string }): ReactNode {
  if (!useWorkerAway(projectId)) return null
  return (
    <p className={styles.note} role="status" data-testid="worker-away">
      <CircleAlert aria-hidden />
      <span>
        <b>No worker is picking up tasks.</b> They stay queued and start by themselves when one is
        back.
      </span>
    </p>
  )
}
