import type { ReactNode } from 'react'
import { LoadProblem } from '../../ui/load-problem.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { duration } from '../../ui/time-words.ts'
import { FilmProgress } from './film-progress.tsx'
import { isFilm, type Task } from './task.ts'
import { useTask } from './use-task.ts'
import styles from './task-details.module.css'

interface TaskDetailsProps {
  readonly id: string
  readonly task: Task
}

/** All there is to say of one task. */
export function TaskDetails({ id, task }: TaskDetailsProps): ReactNode {
  const query = useTask(task.id)
  return (
    <div id={id} className={styles.details} data-testid="task-details">
      <p className={styles.prompt}>{task.prompt}</p>
      {isFilm(task) && <FilmProgress taskId={task.id} />}
      <dl className={styles.facts}>
        <Fact name="Asked for" value={moment(task.createdAt)} />
        {task.endedAt !== undefined && <Fact name="Ended" value={moment(task.endedAt)} />}
        {task.status === 'Complete' && task.startedAt !== undefined && (
          <Fact name="Took" value={took(task.startedAt, task.endedAt)} />
        )}
        {query.data?.seed !== undefined && <Fact name="Seed" value={String(query.data.seed)} />}
        {query.data && <Fact name="Begun" value={times(query.data.attempts)} />}
        {query.data?.workerId !== undefined && <Fact name="Worker" value={query.data.workerId} />}
      </dl>
      {query.data === undefined && (
        <LoadProblem query={query} fallback={<Skeleton className={styles.skeleton} />} />
      )}
    </div>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}

function moment(at: string): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
}

function took(from: string, to: string | undefined): string {
  return to === undefined ? '' : duration(Date.parse(to) - Date.parse(from))
}

function times(count: number): string {
  if (count === 0) return 'Not yet'
  return count === 1 ? 'Once' : `${count} times`
}
