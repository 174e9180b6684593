import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useWorkerAway } from './use-worker-away.ts'
import styles from './tasks-pane.module.css'

/** Says when nobody works on the tasks. */
export function WorkerNote({ projectId }: { readonly projectId: string }): ReactNode {
  if (!useWorkerAway(projectId)) return null
  return (
    <p className={styles.note} role="status" data-testid="worker-away">
      <CircleAlert aria-hidden />
      <span>
        <b>No worker is making pictures.</b> What is queued or begun is kept, and goes on by itself
        when one is back.
      </span>
    </p>
  )
}
