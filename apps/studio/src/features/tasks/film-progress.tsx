import type { ReactNode } from 'react'
import type { TaskStatus } from '@/shared/lib/queryKeys'
import { LoadProblem } from '../../ui/load-problem.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { StatusIcon } from './status-icon.tsx'
import { type Subtask, useSubtasks } from './use-task.ts'
import styles from './film-progress.module.css'

const words: Record<TaskStatus, string> = {
  Queued: 'Waiting',
  'In Progress': 'Making',
  Complete: 'Done',
  Failed: 'Failed',
  Cancelled: 'Cancelled',
}

/** How far a film is: its steps, which the lists do not show. */
export function FilmProgress({ taskId }: { readonly taskId: string }): ReactNode {
  const query = useSubtasks(taskId)
  if (!query.data)
    return <LoadProblem query={query} fallback={<Skeleton className={styles.skeleton} />} />
  const steps = query.data
  if (steps.length === 0)
    return (
      <p className={styles.none} data-testid="film-progress">
        No worker has planned its steps yet.
      </p>
    )
  const done = steps.filter(({ status }) => status === 'Complete').length
  return (
    <div data-testid="film-progress" data-done={done} data-steps={steps.length}>
      <p className={styles.title}>
        {done} of {steps.length} steps done
      </p>
      <progress className={styles.bar} value={done} max={steps.length} aria-label="Steps done" />
      <ol className={styles.steps}>
        {steps.map((step, index) => (
          <li
            key={step.id}
            className={styles.step}
            data-testid="film-step"
            data-id={step.id}
            data-status={step.status}
          >
            <StatusIcon status={step.status} />
            <span>{nameOf(step, index)}</span>
            <span className={styles.state} title={step.error}>
              {words[step.status]}
            </span>
          </li>
        ))}
      </ol>
    </div>
  )
}

function nameOf({ type }: Subtask, index: number): string {
  return type === 'travel_stitch' ? 'Putting it together' : `Part ${index + 1}`
}
