import type { Change, RowsChange } from '@everfresh/core'
import type { TableRow } from '@everfresh/supabase'
import type { Database } from '@/integrations/supabase/types'
import type { StudioEvent } from './InvalidationRouter'
import type { ListenedTable } from './listenedTables'

type Row = Readonly<Record<string, unknown>>

/** One row that changed; `columns` are those that the change carries: for a DELETE its identity only. */
interface Changed<Table extends ListenedTable> {
  readonly operation: 'INSERT' | 'UPDATE' | 'DELETE'
  readonly columns: Readonly<Partial<TableRow<Database, Table>>>
  readonly projectId: string
}

/** What a row of each table means; one that is listened to and missing here does not compile. */
const translations: {
  readonly [Table in ListenedTable]: (change: Changed<Table>) => readonly StudioEvent[]
} = {
  tasks: ({ columns, projectId }) =>
    taskEvents({
      projectId,
      taskId: columns.id,
      orchestratorTaskId: orchestratorOf(columns.params),
      status: columns.status,
    }),
  generations: ({ operation, columns, projectId }) => [
    {
      type: `GENERATION_${operation}`,
      projectId,
      generationId: columns.id,
      taskIds: texts(columns.tasks),
    },
  ],
  shot_generations: ({ columns, projectId }) => [
    { type: 'SHOT_GENERATION_CHANGE', projectId, shotId: columns.shot_id },
  ],
  shots: ({ operation, columns, projectId }) => [
    { type: `SHOT_${operation}`, projectId, shotId: columns.id },
  ],
  // Every project of the person is listened to, not only the open one.
  projects: ({ columns }) => [{ type: 'PROJECT_CHANGE', projectId: columns.id }],
  users: ({ columns }) => [{ type: 'USER_CHANGE', userId: columns.id }],
}

/** A change in the backend, in the Studio's words. */
export function toStudioEvents(change: Change, projectId: string): readonly StudioEvent[] {
  if (change.kind === 'row') {
    const { table, operation, row, old } = change
    return rowEvents(table, operation, { ...old, ...row }, projectId)
  }
  if (change.kind === 'rows') {
    // What is left of a table that was emptied is known of no row.
    const operation = change.operation === 'TRUNCATE' ? 'DELETE' : change.operation
    return rowsOf(change).flatMap(row => rowEvents(change.table, operation, row, projectId))
  }
  const payload: Row = isRow(change.payload) ? change.payload : {}
  return taskEvents({
    projectId: text(payload['project_id']) ?? projectId,
    taskId: text(payload['task_id']),
    status: payload['status'],
    shotId: text(payload['shot_id']),
  })
}

function rowEvents(
  table: string,
  operation: Changed<ListenedTable>['operation'],
  columns: Row,
  projectId: string,
): readonly StudioEvent[] {
  // The compiler cannot see that a translation found by a table takes that table's rows.
  const translate = translations[table as ListenedTable] as
    | (typeof translations)['tasks']
    | undefined
  return (
    translate?.({ operation, columns, projectId: text(columns['project_id']) ?? projectId }) ?? []
  )
}

/**
 * Rows between which every id and every value that a change tells of stands at least once. Which belong together is
 * not known, and no rule asks. Of what is "many" the rows have no column: then every one may be meant.
 */
function rowsOf({ ids, route = {} }: RowsChange): readonly Row[] {
  const told = Object.entries({ id: ids, ...route }).flatMap(([path, values = []]) =>
    values.length === 0 ? [] : [{ path, values }],
  )
  const length = Math.max(1, ...told.map(({ values }) => values.length))
  return Array.from({ length }, (_, n) =>
    Object.fromEntries(told.map(({ path, values }) => nested(path, values[n % values.length]))),
  )
}

/** `params.shot_id` is a value inside of the column `params`. */
function nested(path: string, value: unknown): [string, unknown] {
  const [column = '', inside] = path.split('.')
  return [column, inside === undefined ? value : { [inside]: value }]
}

interface TaskChange {
  readonly projectId: string
  readonly taskId: string | undefined
  readonly orchestratorTaskId?: string | null | undefined
  readonly status: unknown
  readonly shotId?: string | undefined
}

/** A completed task has brought a picture, perhaps into a shot. */
function taskEvents({ status, shotId, ...task }: TaskChange): readonly StudioEvent[] {
  const changed: StudioEvent = { type: 'TASK_STATUS_CHANGE', ...task }
  return status === 'Complete'
    ? [changed, { type: 'GENERATIONS_UPDATED', projectId: task.projectId, shotId }]
    : [changed]
}

/** Large params are left out of an UPDATE that did not change them: then nothing is known. */
function orchestratorOf(params: unknown): string | null | undefined {
  return isRow(params) ? (text(params['orchestrator_task_id_ref']) ?? null) : undefined
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** Null is none, as of an upload; undefined where any is no text: then it is not known which they are. */
function texts(value: unknown): readonly string[] | undefined {
  if (value === null) return []
  return Array.isArray(value) && value.every(item => typeof item === 'string') ? value : undefined
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null
}
