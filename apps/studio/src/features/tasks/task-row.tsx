import { RotateCcw, X } from 'lucide-react'
import { memo, type ReactNode, useId, useState } from 'react'
import { IconButton } from '../../ui/icon-button.tsx'
import { Picture } from '../../ui/picture.tsx'
import { whenShown } from '../../ui/when-shown.tsx'
import { StateWords } from './state-words.tsx'
import { StatusIcon } from './status-icon.tsx'
import { useCancel, useTryAgain } from './task-mutations.ts'
import { type Task, thumbnailUrl } from './task.ts'
import styles from './task-row.module.css'

const TaskOutput = whenShown(async () => (await import('./task-output.tsx')).TaskOutput)
const TaskDetails = whenShown(async () => (await import('./task-details.tsx')).TaskDetails)

interface TaskRowProps {
  readonly projectId: string
  readonly task: Task
  /** Whether it has just come: it then lights up for 3 s. Only counts when the row is first shown. */
  readonly fresh: boolean
}

/** One task. Memoised: a refetch that changes nothing renders nothing. */
export const TaskRow = memo(function TaskRow({ projectId, task, fresh }: TaskRowProps): ReactNode {
  const [flashes, setFlashes] = useState(fresh)
  const [unfolded, setUnfolded] = useState(false)
  const detailsId = useId()
  return (
    <li
      className={styles.row}
      data-testid="task-row"
      data-status={task.status}
      data-id={task.id}
      data-pending={task.pending || undefined}
      data-fresh={flashes || undefined}
      onAnimationEnd={event => event.target === event.currentTarget && setFlashes(false)}
    >
      <div className={styles.summary}>
        <Output projectId={projectId} task={task} />
        <button
          type="button"
          className={styles.text}
          aria-expanded={unfolded}
          aria-controls={detailsId}
          disabled={task.pending}
          onClick={() => setUnfolded(!unfolded)}
          data-testid="task-unfold"
        >
          <span className={styles.prompt} title={task.prompt}>
            {task.prompt}
          </span>
          <span className={styles.state}>
            <StateWords task={task} />
            {task.place !== undefined && <span className={styles.place}>{task.place}</span>}
          </span>
        </button>
        <Action projectId={projectId} task={task} />
      </div>
      {unfolded && <TaskDetails id={detailsId} task={task} />}
    </li>
  )
})

type PartProps = Omit<TaskRowProps, 'fresh'>

/** What came of it: the picture, which a press opens, or where it stands. */
function Output({ projectId, task }: PartProps): ReactNode {
  const [open, setOpen] = useState(false)
  if (task.pictureUrl === undefined)
    return (
      <div className={styles.picture}>
        <StatusIcon status={task.status} />
      </div>
    )
  return (
    <>
      <button
        type="button"
        className={styles.picture}
        aria-label={`Open ${task.prompt}`}
        onClick={() => setOpen(true)}
        data-testid="task-output"
      >
        <Picture url={thumbnailUrl(task.pictureUrl)} fallbackUrl={task.pictureUrl} alt="" />
      </button>
      {open && <TaskOutput projectId={projectId} taskId={task.id} onClose={() => setOpen(false)} />}
    </>
  )
}

function Action({ projectId, task }: PartProps): ReactNode {
  const cancel = useCancel(projectId)
  const tryAgain = useTryAgain(projectId)
  if (task.pending || task.status === 'Complete') return null
  if (task.endedAt === undefined)
    return (
      <IconButton
        label="Cancel"
        className={styles.action}
        onClick={() => cancel(task)}
        data-testid="task-cancel"
      >
        <X />
      </IconButton>
    )
  return (
    <IconButton
      label="Try again"
      className={styles.action}
      onClick={() => tryAgain(task)}
      data-testid="task-retry"
    >
      <RotateCcw />
    </IconButton>
  )
}
