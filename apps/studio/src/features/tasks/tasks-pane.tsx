import { CircleCheck, ListTodo } from 'lucide-react'
import { Tabs } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { pageCount } from '../../data/page.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { LoadProblem } from '../../ui/load-problem.tsx'
import { Pager } from '../../ui/pager.tsx'
import { Pane } from '../../ui/pane.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { CancelAll } from './cancel-all.tsx'
import { useArrivals } from './new-rows.ts'
import { type TaskGroup, taskGroups } from './task-groups.ts'
import { TaskRow } from './task-row.tsx'
import { TASKS_A_PAGE, useTaskCounts, useTasks } from './use-tasks.ts'
import { WorkerNote } from './worker-note.tsx'
import styles from './tasks-pane.module.css'

interface TasksPaneProps {
  readonly projectId: string
}

/** What was asked for and what became of it. */
export function TasksPane({ projectId }: TasksPaneProps): ReactNode {
  const [group, setGroup] = useState<TaskGroup>('Processing')
  return (
    <Tabs.Root
      className={styles.tabs}
      value={group}
      onValueChange={value => setGroup(value as TaskGroup)}
    >
      <Pane
        title="Tasks"
        actions={<CancelAll projectId={projectId} />}
        top={<GroupTabs projectId={projectId} />}
      >
        <WorkerNote projectId={projectId} />
        {taskGroups.map(name => (
          <Tabs.Content key={name} value={name} tabIndex={-1}>
            <TaskList projectId={projectId} group={name} />
          </Tabs.Content>
        ))}
      </Pane>
    </Tabs.Root>
  )
}

function GroupTabs({ projectId }: TasksPaneProps): ReactNode {
  const { data: counts } = useTaskCounts(projectId)
  return (
    <Tabs.List className={styles.groups} aria-label="Groups of tasks">
      {taskGroups.map(group => (
        <Tabs.Trigger
          key={group}
          value={group}
          className={styles.group}
          data-testid="task-group"
          data-group={group}
        >
          {group}
          <span
            className={styles.count}
            data-testid="task-count"
            data-count={counts?.[group]}
            data-tone={counts && counts[group] > 0 ? group : undefined}
          >
            {counts?.[group].toLocaleString('en')}
          </span>
        </Tabs.Trigger>
      ))}
    </Tabs.List>
  )
}

interface TaskListProps extends TasksPaneProps {
  readonly group: TaskGroup
}

function TaskList({ projectId, group }: TaskListProps): ReactNode {
  const [asked, setPage] = useState(1)
  // The last pages may have gone while tasks were being done.
  const { data: counts } = useTaskCounts(projectId)
  const page = Math.min(asked, pageCount(counts?.[group] ?? Infinity, TASKS_A_PAGE))
  const query = useTasks({ projectId, group, page })
  const arrived = useArrivals(query.data && { group, page, limit: TASKS_A_PAGE, list: query.data })
  if (!query.data) return <LoadProblem query={query} fallback={<TaskSkeletons />} />
  if (query.data.total === 0) return <NoTasks group={group} />
  return (
    <>
      <ul className={styles.list} data-turning={query.isPlaceholderData || undefined}>
        {query.data.items.map(task => (
          <TaskRow
            key={task.id}
            projectId={projectId}
            task={task}
            fresh={arrived.includes(task.id)}
          />
        ))}
      </ul>
      <Pager
        page={page}
        pageCount={pageCount(query.data.total, TASKS_A_PAGE)}
        onPage={setPage}
        label="Pages of tasks"
      />
    </>
  )
}

function TaskSkeletons(): ReactNode {
  return [0, 1, 2].map(n => <Skeleton key={n} className={styles.skeleton} />)
}

function NoTasks({ group }: { readonly group: TaskGroup }): ReactNode {
  switch (group) {
    case 'Processing':
      return (
        <EmptyState icon={<ListTodo />} title="Nothing in the works">
          Each picture you ask for waits here until it is made.
        </EmptyState>
      )
    case 'Succeeded':
      return (
        <EmptyState icon={<CircleCheck />} title="Nothing made yet">
          Finished tasks are listed here, the latest first.
        </EmptyState>
      )
    case 'Failed':
      return (
        <EmptyState icon={<CircleCheck />} title="Nothing failed">
          What fails or is cancelled is listed here, with the reason.
        </EmptyState>
      )
  }
}
