import { useOptimisticQuery } from '@everfresh/react'
import type { UseQueryResult } from '@tanstack/react-query'
import { supabase } from '@/integrations/supabase/client'
import { useResurrectionPolling } from '@/shared/hooks/useResurrectionPolling'
import { shotFilmKey } from '@/shared/lib/queryKeys'
import { unwrap } from '../../data/request-error.ts'
import { useChange } from '../../data/use-change.ts'
import { taskListKeys, withAdded } from '../tasks/task-lists.ts'
import { type NewTask, pendingTask } from '../tasks/task.ts'
import { sendTasks } from '../tasks/use-create-tasks.ts'
import type { Film } from './film.ts'

async function fetchFilm(
  projectId: string,
  shotId: string,
  signal: AbortSignal,
): Promise<Film | null> {
  const [row] = unwrap(
    await supabase
      .from('tasks')
      .select('id, status, error_message')
      .eq('project_id', projectId)
      .eq('task_type', 'travel_orchestrator')
      .eq('params->>shot_id', shotId)
      .order('created_at', { ascending: false })
      .order('id')
      .limit(1)
      .abortSignal(signal),
  )
  return row === undefined
    ? null
    : { taskId: row.id, status: row.status, error: row.error_message ?? undefined }
}

/** The newest film that was asked for of a shot; null when none was. */
export function useFilm(projectId: string, shotId: string): UseQueryResult<Film | null> {
  return useOptimisticQuery({
    queryKey: shotFilmKey(projectId, shotId),
    queryFn: ({ signal }) => fetchFilm(projectId, shotId, signal),
    refetchInterval: useResurrectionPolling(),
  })
}

interface FilmOrder {
  readonly taskId: string
  readonly projectId: string
  readonly shotId: string
  readonly shotName: string
  readonly generationIds: readonly string[]
}

function taskOf({ taskId, projectId, shotId, shotName, generationIds }: FilmOrder): NewTask {
  return {
    id: taskId,
    project_id: projectId,
    task_type: 'travel_orchestrator',
    params: {
      prompt: `Film of ${shotName}`,
      shot_id: shotId,
      generation_ids: [...generationIds],
    },
  }
}

/** Asks for a film of pictures in the order given. The task's id is the caller's. */
export function useMakeFilm(): (order: FilmOrder) => void {
  const make = useChange<FilmOrder & { readonly at: string }>({
    send: order => sendTasks([taskOf(order)]),
    touches: ({ projectId, shotId }) => [
      shotFilmKey(projectId, shotId),
      ...taskListKeys(projectId),
    ],
    patch: (data, { at, ...order }, queryKey) =>
      isFilmKey(queryKey)
        ? asFilm(data, order.taskId)
        : withAdded([pendingTask(taskOf(order), at)])(data, queryKey),
    failed: () => 'The film was not begun.',
  })
  return order => make({ ...order, at: new Date().toISOString() })
}

function isFilmKey([family, kind]: readonly unknown[]): boolean {
  return family === 'tasks' && kind === 'film'
}

/** The film that was asked for, which may be known by now. */
function asFilm(data: unknown, taskId: string): unknown {
  const known = typeof data === 'object' && data !== null && 'taskId' in data
  if (known && data.taskId === taskId) return data
  return { taskId, status: 'Queued', error: undefined } satisfies Film
}
