import type { Json, TablesInsert } from '@/integrations/supabase/types'
import type { TaskStatus } from '@/shared/lib/queryKeys'
import { numberAt, textAt } from '../../data/json.ts'

/** A task as the list shows it. */
export interface Task {
  readonly id: string
  readonly status: TaskStatus
  readonly type: string
  /** What was asked for, whole: asking again takes the same. */
  readonly params: Json
  readonly prompt: string
  /** Which one of the pictures asked for together, as `2 of 6`; undefined when it was asked for alone. */
  readonly place: string | undefined
  readonly createdAt: string
  readonly startedAt: string | undefined
  /** When it was done or given up; undefined while it is open. */
  readonly endedAt: string | undefined
  readonly error: string | undefined
  readonly pictureUrl: string | undefined
  /** True while it is on its way to the database: nothing can be done to it yet. */
  readonly pending: boolean
}

/** The columns that {@link toTask} reads. */
export const TASK_COLUMNS =
  'id, status, task_type, params, created_at, updated_at, generation_started_at, generation_processed_at, error_message, output_location'

export interface TaskRow {
  readonly id: string
  readonly status: TaskStatus
  readonly task_type: string
  readonly params: Json
  readonly created_at: string
  readonly updated_at: string
  readonly generation_started_at: string | null
  readonly generation_processed_at: string | null
  readonly error_message: string | null
  readonly output_location: string | null
}

export function toTask(row: TaskRow): Task {
  return {
    id: row.id,
    status: row.status,
    type: row.task_type,
    params: row.params,
    prompt: textAt(row.params, 'prompt'),
    place: placeOf(row.params),
    createdAt: row.created_at,
    startedAt: row.generation_started_at ?? undefined,
    endedAt: endOf(row),
    error: row.error_message ?? undefined,
    pictureUrl: row.output_location ?? undefined,
    pending: false,
  }
}

/** A task as it is sent. Its id is made here, so that sending it again adds nothing. */
export type NewTask = TablesInsert<'tasks'> & { readonly id: string }

/** A task that is on its way, as the list will have it. `createdAt`: an ISO date. */
export function pendingTask(task: NewTask, createdAt: string): Task {
  return {
    id: task.id,
    status: 'Queued',
    type: task.task_type ?? 'image',
    params: task.params,
    prompt: textAt(task.params, 'prompt'),
    place: placeOf(task.params),
    createdAt,
    startedAt: undefined,
    endedAt: undefined,
    error: undefined,
    pictureUrl: undefined,
    pending: true,
  }
}

function placeOf(params: Json): string | undefined {
  const [index, of] = [numberAt(params, 'index'), numberAt(params, 'of')]
  return index !== undefined && of !== undefined && of > 1 ? `${index + 1} of ${of}` : undefined
}

function endOf(row: TaskRow): string | undefined {
  if (row.status === 'Queued' || row.status === 'In Progress') return undefined
  return row.generation_processed_at ?? row.updated_at
}

/** Whether a task is a film: it has steps of its own, which the lists do not show. */
export function isFilm({ type }: Pick<Task, 'type'>): boolean {
  return type === 'travel_orchestrator'
}

/** Where the worker puts the thumbnail that belongs to a picture. */
export function thumbnailUrl(pictureUrl: string): string {
  return pictureUrl.replace(/\.(\w+)$/, '-thumb.$1')
}
