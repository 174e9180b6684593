import { useOptimisticQuery } from '@everfresh/react'
import type { UseQueryResult } from '@tanstack/react-query'
import { supabase } from '@/integrations/supabase/client'
import { useResurrectionPolling } from '@/shared/hooks/useResurrectionPolling'
import { taskStatusCountsKey, tasksPaginatedKey } from '@/shared/lib/queryKeys'
import { fetchPage } from '../../data/page.ts'
import { countOf, unwrap } from '../../data/request-error.ts'
import { statusesOf, type TaskGroup } from './task-groups.ts'
import type { TaskPage, TaskTally } from './task-lists.ts'
import { TASK_COLUMNS, toTask } from './task.ts'

export const TASKS_A_PAGE = 50

/** What a task that is a step of another carries. Lists and counts have the tasks without it. */
export const PARENT_REF = 'params->>orchestrator_task_id_ref'

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
      .is(PARENT_REF, null)
      .in('status', statusesOf[wanted.group])
    return inOrder(wanted.group, all).range(from, to).abortSignal(signal)
  })
  return { items: rows.map(toTask), total }
}

interface Orderable {
  order: (column: string, options?: { ascending?: boolean; nullsFirst?: boolean }) => this
}

/** What is being made first, then in the order in which it will be made; what ended, latest first. */
function inOrder<Query extends Orderable>(group: TaskGroup, query: Query): Query {
  const latestFirst = { ascending: false, nullsFirst: false }
  switch (group) {
    case 'Processing':
      return query
        .order('status', { ascending: false })
        .order('created_at')
        .order('params->index')
        .order('id')
    case 'Succeeded':
      return query.order('generation_processed_at', latestFirst).order('params->index').order('id')
    case 'Failed':
      return query.order('updated_at', latestFirst).order('params->index').order('id')
  }
}

/** One page of the tasks of a group. A page turn keeps the old page in sight, another group does not. */
export function useTasks(wanted: WantedTasks): UseQueryResult<TaskPage> {
  const { projectId, page, group } = wanted
  const statuses = statusesOf[group]
  return useOptimisticQuery({
    queryKey: tasksPaginatedKey(projectId, page, TASKS_A_PAGE, statuses),
    queryFn: ({ signal }) => fetchTasks(wanted, signal),
    placeholderData: (previous, query) =>
      query?.queryKey[2] === projectId && query.queryKey[5] === statuses ? previous : undefined,
    refetchInterval: useResurrectionPolling(),
  })
}

async function fetchTally(projectId: string, signal: AbortSignal): Promise<TaskTally> {
  const ended = async (group: TaskGroup): Promise<number> =>
    countOf(
      await supabase
        .from('tasks')
        .select('id', { count: 'exact', head: true })
        .eq('project_id', projectId)
        .is(PARENT_REF, null)
        .in('status', statusesOf[group])
        .abortSignal(signal),
    )
  // The database allows 200 of them.
  const open = supabase
    .from('tasks')
    .select('id')
    .eq('project_id', projectId)
    .is(PARENT_REF, null)
    .in('status', statusesOf.Processing)
    .abortSignal(signal)
  const [rows, succeeded, failed] = await Promise.all([open, ended('Succeeded'), ended('Failed')])
  return { open: unwrap(rows).map(({ id }) => id), succeeded, failed }
}

function useTally<Data>(projectId: string, select: (tally: TaskTally) => Data) {
  return useOptimisticQuery({
    queryKey: taskStatusCountsKey(projectId),
    queryFn: ({ signal }) => fetchTally(projectId, signal),
    select,
    refetchInterval: useResurrectionPolling(),
  })
}

type TaskCounts = Readonly<Record<TaskGroup, number>>

const toCounts = ({ open, succeeded, failed }: TaskTally): TaskCounts => ({
  Processing: open.length,
  Succeeded: succeeded,
  Failed: failed,
})

/** How many tasks each group has. */
export function useTaskCounts(projectId: string): UseQueryResult<TaskCounts> {
  return useTally(projectId, toCounts)
}

const toOpen = ({ open }: TaskTally): readonly string[] => open

/** The ids of the tasks that have not ended, in no order. */
export function useOpenTasks(projectId: string): UseQueryResult<readonly string[]> {
  return useTally(projectId, toOpen)
}
