import type { Change } from '@everfresh/core'
import type { TableName } from '@everfresh/supabase'
import type { Database } from '@/integrations/supabase/types'
import type { StudioEvent } from './InvalidationRouter'

type Row = Readonly<Record<string, unknown>>
type RowChange = Extract<Change, { readonly kind: 'row' }>
type Translation = (change: RowChange, projectId: string) => readonly StudioEvent[]

/** What a row of each table means; a table that the database does not have does not compile. */
const translations: Partial<Record<TableName<Database>, Translation>> = {
  tasks: ({ row }, projectId) => taskEvents(row['status'], projectId, undefined),
  generations: ({ operation }, projectId) => [{ type: `GENERATION_${operation}`, projectId }],
  shot_generations: ({ row, old }, projectId) => [
    { type: 'SHOT_GENERATION_CHANGE', projectId, shotId: text(row['shot_id'] ?? old['shot_id']) },
  ],
  shots: (_, projectId) => [{ type: 'SHOT_CHANGE', projectId }],
  projects: (_, projectId) => [{ type: 'PROJECT_CHANGE', projectId }],
}

/** A change in the backend, in the Studio's words. */
export function toStudioEvents(change: Change, projectId: string): readonly StudioEvent[] {
  if (change.kind === 'row')
    return translations[change.table as TableName<Database>]?.(change, projectId) ?? []
  const payload: Row = isRow(change.payload) ? change.payload : {}
  return taskEvents(payload['status'], projectId, text(payload['shot_id']))
}

/** A completed task has brought a picture, perhaps into a shot. */
function taskEvents(
  status: unknown,
  projectId: string,
  shotId: string | undefined,
): readonly StudioEvent[] {
  const changed: StudioEvent = { type: 'TASK_STATUS_CHANGE', projectId }
  return status === 'Complete'
    ? [changed, { type: 'GENERATIONS_UPDATED', projectId, shotId }]
    : [changed]
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null
}
