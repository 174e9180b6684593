import { useOptimisticQuery } from '@everfresh/react'
import type { UseQueryResult } from '@tanstack/react-query'
import { supabase } from '@/integrations/supabase/client'
import { useResurrectionPolling } from '@/shared/hooks/useResurrectionPolling'
import { shotFilmKey, taskStatusCountsKey, tasksPaginatedPrefix } from '@/shared/lib/queryKeys'
import { unwrap } from '../../data/request-error.ts'
import { withinLimit } from '../../data/time-limit.ts'
import type { Film } from './film.ts'
import { useChange } from './use-change.ts'

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
  readonly shotId: string
  readonly shotName: string
  readonly generationIds: readonly string[]
}

async function sendFilm(projectId: string, order: FilmOrder): Promise<void> {
  const task = {
    id: order.taskId,
    project_id: projectId,
    task_type: 'travel_orchestrator',
    params: {
      prompt: `Film of ${order.shotName}`,
      shot_id: order.shotId,
      generation_ids: [...order.generationIds],
    },
  }
  unwrap(
    await supabase
      .from('tasks')
      .upsert(task, { onConflict: 'id', ignoreDuplicates: true })
      .abortSignal(withinLimit()),
  )
}

/** Asks for a film of pictures in the order given. The task's id is the caller's. */
export function useMakeFilm(projectId: string): (order: FilmOrder) => void {
  return useChange<FilmOrder>({
    send: order => sendFilm(projectId, order),
    touches: ({ shotId }) => [
      shotFilmKey(projectId, shotId),
      tasksPaginatedPrefix(projectId),
      taskStatusCountsKey(projectId),
    ],
    patch: (data, { shotId, taskId }, [family, kind, , shot]) =>
      family === 'tasks' && kind === 'film' && shot === shotId && !isFilm(data, taskId)
        ? ({ taskId, status: 'Queued', error: undefined } satisfies Film)
        : data,
    failed: () => 'The film was not begun.',
  })
}

function isFilm(data: unknown, taskId: string): boolean {
  return typeof data === 'object' && data !== null && 'taskId' in data && data.taskId === taskId
}
