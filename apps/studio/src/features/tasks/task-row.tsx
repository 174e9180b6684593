import { Ban, Check, CircleAlert, Clock, X } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { IconButton } from '../../ui/icon-button.tsx'
import { useNow } from '../../ui/now.ts'
import { Picture } from '../../ui/picture.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { duration } from '../../ui/time-words.ts'
import { useCancel, useCancelling } from './task-mutations.ts'
import { type Task, thumbnailUrl } from './task.ts'
import styles from './task-row.module.css'

interface TaskRowProps {
  readonly projectId: string
  readonly task: Task
}

/** One task. Memoised: a refetch that changes nothing renders nothing. */
export const TaskRow = memo(function TaskRow({ projectId, task }: TaskRowProps): ReactNode {
  return (
    <li className={styles.row} data-testid="task-row" data-status={task.status} data-id={task.id}>
      <div className={styles.picture}>
        {task.pictureUrl === undefined ? (
          <StatusIcon task={task} />
        ) : (
          <Picture
            url={thumbnailUrl(task.pictureUrl)}
            fallbackUrl={task.pictureUrl}
            alt={task.prompt}
          />
        )}
      </div>
      <div className={styles.text}>
        <p className={styles.prompt} title={task.prompt}>
          {task.prompt}
        </p>
        <p className={styles.state}>
          <StateWords task={task} />
          {task.place !== undefined && <span className={styles.place}>{task.place}</span>}
        </p>
      </div>
      {task.endedAt === undefined && <CancelButton projectId={projectId} task={task} />}
    </li>
  )
})

function StatusIcon({ task }: { readonly task: Task }): ReactNode {
  switch (task.status) {
    case 'Queued':
      return <Clock aria-hidden />
    case 'In Progress':
      return <Spinner />
    case 'Complete':
      return <Check aria-hidden />
    case 'Failed':
      return <CircleAlert aria-hidden />
    case 'Cancelled':
      return <Ban aria-hidden />
  }
}

function StateWords({ task }: { readonly task: Task }): ReactNode {
  const { status, startedAt, endedAt, createdAt } = task
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
  return <span className={styles.elapsed}>{duration(useNow('second') - Date.parse(since))}</span>
}

function CancelButton({ projectId, task }: TaskRowProps): ReactNode {
  const cancel = useCancel(projectId)
  const cancelling = useCancelling(task)
  return (
    <IconButton
      label="Cancel"
      className={styles.cancel}
      disabled={cancelling}
      onClick={() => cancel({ task })}
      data-testid="task-cancel"
    >
      {cancelling ? <Spinner /> : <X />}
    </IconButton>
  )
}
