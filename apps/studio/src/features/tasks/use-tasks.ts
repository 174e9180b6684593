import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { supabase } from '@/integrations/supabase/client'
import { useResurrectionPolling } from '@/shared/hooks/useResurrectionPolling'
import { taskStatusCountsKey, tasksPaginatedKey } from '@/shared/lib/queryKeys'
import { fetchPage } from '../../data/page.ts'
import { countOf } from '../../data/request-error.ts'
import { statusesOf, type TaskGroup, taskGroups } from './task-groups.ts'
import { TASK_COLUMNS, type Task, toTask } from './task.ts'

export const TASKS_A_PAGE = 50

interface TaskPage {
  readonly items: readonly Task[]
  readonly total: number
}

interface WantedTasks {
  readonly projectId: string
  readonly group: TaskGroup
  /** From 1. */
  readonly page: number
}

async function fetchTasks(wanted: WantedTasks, signal: AbortSignal): Promise<TaskPage> {
  const { rows, total } = await fetchPage(wanted.page, TASKS_A_PAGE, (from, to) => {
    const all = supabase
      .from('tasks')
      .select(TASK_COLUMNS, { count: 'exact' })
      .eq('project_id', wanted.projectId)
      .in('status', statusesOf[wanted.group])
    // What is being made first, then in the order in which it will be made; what ended, last one first.
    const ordered =
      wanted.group === 'Processing'
        ? all.order('status', { ascending: false }).order('created_at')
        : all.order('updated_at', { ascending: false })
    return ordered.order('params->index').order('id').range(from, to).abortSignal(signal)
  })
  return { items: rows.map(toTask), total }
}

/** One page of the tasks of a group. A page turn keeps the old page in sight, another group does not. */
export function useTasks(wanted: WantedTasks): UseQueryResult<TaskPage> {
  const statuses = statusesOf[wanted.group]
  return useQuery({
    queryKey: tasksPaginatedKey(wanted.projectId, wanted.page, TASKS_A_PAGE, statuses),
    queryFn: ({ signal }) => fetchTasks(wanted, signal),
    placeholderData: (previous, query) => (query?.queryKey[5] === statuses ? previous : undefined),
    refetchInterval: useResurrectionPolling(),
  })
}

type TaskCounts = Readonly<Record<TaskGroup, number>>

async function fetchCounts(projectId: string, signal: AbortSignal): Promise<TaskCounts> {
  const [Processing = 0, Succeeded = 0, Failed = 0] = await Promise.all(
    taskGroups.map(async group =>
      countOf(
        await supabase
          .from('tasks')
          .select('id', { count: 'exact', head: true })
          .eq('project_id', projectId)
          .in('status', statusesOf[group])
          .abortSignal(signal),
      ),
    ),
  )
  return { Processing, Succeeded, Failed }
}

/** How many tasks each group has. */
export function useTaskCounts(projectId: string): UseQueryResult<TaskCounts> {
  return useQuery({
    queryKey: taskStatusCountsKey(projectId),
    queryFn: ({ signal }) => fetchCounts(projectId, signal),
    refetchInterval: useResurrectionPolling(),
  })
}
