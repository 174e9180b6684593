import type { TableRow } from '@everfresh/supabase'
import type { Database } from '@/integrations/supabase/types'
import type { ListenedTable } from './listenedTables'

interface ReadOf<Table extends ListenedTable, Column extends string> {
  readonly table: Table
  readonly by?: Column | `${Column}.${string}`
  readonly on?: readonly ('INSERT' | 'UPDATE' | 'DELETE')[]
}

/**
 * What one query reads of a table: the rows whose column `by` is, or as an array contains, the id that follows
 * the family's key in the query's own. Without `by` no column of the row tells whose it is (it is reached
 * through another table), so that any row may be the query's. `on`: the operations that can matter;
 * default all. A table that is not listened to, or a column that it lacks, does not compile.
 */
type Read = {
  readonly [Table in ListenedTable]: ReadOf<Table, keyof TableRow<Database, Table> & string>
}[ListenedTable]

interface Declaration {
  readonly key: readonly [string, ...string[]]
  readonly reads: readonly Read[]
  /** The user's own, whatever project is open: kept where the change feed lets the user no more into that. */
  readonly ofUser?: boolean
}

/**
 * The canonical keys. A key that ends in `Prefix` is for invalidating: it covers every page, limit and
 * filter. The others are full keys, for `useQuery`: a full key with parts left undefined is one query,
 * not a prefix. Where a family has one query only, its key is both.
 *
 * Each family declares the tables and scopes that its queries read. It is live when all these tables
 * are, and a test derives from this which families every change of every table has to touch.
 */
const declarations = [
  {
    key: ['unified-generations', 'project'],
    reads: [
      { table: 'generations', by: 'project_id' },
      { table: 'shot_generations', by: 'project_id' },
    ],
  },
  {
    key: ['unified-generations', 'shot'],
    reads: [
      { table: 'shot_generations', by: 'shot_id' },
      // A new picture is in no shot: its link is a change of its own.
      { table: 'generations', on: ['UPDATE', 'DELETE'] },
    ],
  },
  {
    key: ['unpositioned-count'],
    reads: [
      { table: 'shot_generations', by: 'shot_id' },
      { table: 'generations', on: ['UPDATE', 'DELETE'] },
    ],
  },
  {
    key: ['shots'],
    reads: [
      { table: 'shots', by: 'project_id' },
      { table: 'shot_generations', by: 'project_id' },
      { table: 'generations', by: 'project_id', on: ['UPDATE', 'DELETE'] },
    ],
  },
  {
    key: ['project-video-counts'],
    reads: [
      { table: 'shots', by: 'project_id', on: ['INSERT', 'DELETE'] },
      { table: 'shot_generations', by: 'project_id' },
      { table: 'generations', by: 'project_id', on: ['UPDATE', 'DELETE'] },
    ],
  },
  { key: ['tasks', 'paginated'], reads: [{ table: 'tasks', by: 'project_id' }] },
  { key: ['tasks', 'single'], reads: [{ table: 'tasks', by: 'id' }] },
  {
    key: ['tasks', 'subtasks'],
    reads: [{ table: 'tasks', by: 'params.orchestrator_task_id_ref' }],
  },
  { key: ['tasks', 'film'], reads: [{ table: 'tasks', by: 'project_id' }] },
  { key: ['task-status-counts'], reads: [{ table: 'tasks', by: 'project_id' }] },
  {
    key: ['task-generation-mapping'],
    reads: [
      { table: 'tasks', by: 'id' },
      { table: 'generations', by: 'tasks' },
    ],
  },
  {
    key: ['generation-task-mapping'],
    reads: [{ table: 'generations', by: 'id' }, { table: 'tasks' }],
  },
  { key: ['projects'], reads: [{ table: 'projects' }], ofUser: true },
  { key: ['tool-settings', 'user'], reads: [{ table: 'users', by: 'id' }], ofUser: true },
  { key: ['tool-settings', 'project'], reads: [{ table: 'projects', by: 'id' }] },
  { key: ['tool-settings', 'shot'], reads: [{ table: 'shots', by: 'id' }] },
] as const satisfies readonly Declaration[]

export const families: readonly (Declaration & { readonly tables: readonly ListenedTable[] })[] =
  declarations.map(({ key, reads, ofUser = false }: Declaration) => ({
    key,
    reads,
    ofUser,
    tables: reads.map(({ table }) => table),
  }))

type Under<Key> = Key extends readonly unknown[] ? readonly [...Key, ...unknown[]] : never

/** A key of a declared family; no other can be routed to. */
export type StudioKey = Under<(typeof declarations)[number]['key']>

export type TaskStatus = 'Queued' | 'In Progress' | 'Complete' | 'Failed' | 'Cancelled'

/**
 * The canonical text of filters, for a key: the same whatever the order in which they are written, and with
 * undefined ones left out. The filters are flat.
 */
export function filtersKey(filters: object): string {
  return JSON.stringify(filters, Object.keys(filters).toSorted())
}

export const unifiedGenerationsProjectPrefix = (projectId: string) =>
  ['unified-generations', 'project', projectId] as const

/** `filters` comes from {@link filtersKey}. */
export const unifiedGenerationsProjectKey = (
  projectId: string,
  page?: number,
  limit?: number,
  ...filters: readonly [filtersKey?: string, includeTaskData?: boolean]
) => [...unifiedGenerationsProjectPrefix(projectId), page, limit, ...filters] as const

/** One picture of a project, where no page that is on screen has it. */
export const unifiedGenerationKey = (projectId: string, generationId: string) =>
  [...unifiedGenerationsProjectPrefix(projectId), 'one', generationId] as const

/** Every shot's, where the shot is not known. */
export const unifiedGenerationsShotsPrefix = () => ['unified-generations', 'shot'] as const

export const unifiedGenerationsShotPrefix = (shotId: string) =>
  [...unifiedGenerationsShotsPrefix(), shotId] as const

/** `filters` comes from {@link filtersKey}. */
export const unifiedGenerationsShotKey = (
  shotId: string,
  page?: number,
  limit?: number,
  ...filters: readonly [filtersKey?: string, includeTaskData?: boolean]
) => [...unifiedGenerationsShotPrefix(shotId), page, limit, ...filters] as const

/** Every shot's, where the shot is not known. */
export const unpositionedCountsPrefix = () => ['unpositioned-count'] as const

export const unpositionedCountKey = (shotId: string) =>
  [...unpositionedCountsPrefix(), shotId] as const

export const shotsPrefix = (projectId: string) => ['shots', projectId] as const

/** `maxImages` 0: all of a shot's images. */
export const shotsKey = (projectId: string, maxImages = 0) =>
  [...shotsPrefix(projectId), maxImages] as const

export const projectVideoCountsKey = (projectId: string) =>
  ['project-video-counts', projectId] as const

export const tasksPaginatedPrefix = (projectId: string) =>
  ['tasks', 'paginated', projectId] as const

export const tasksPaginatedKey = (
  projectId: string,
  page: number,
  limit: number,
  statuses: readonly TaskStatus[],
) => [...tasksPaginatedPrefix(projectId), page, limit, statuses] as const

export const taskStatusCountsKey = (projectId: string) => ['task-status-counts', projectId] as const

/** Every single task, where the task is not known. */
export const singleTasksPrefix = () => ['tasks', 'single'] as const

export const taskKey = (taskId: string) => [...singleTasksPrefix(), taskId] as const

/** The parts of every orchestrator, where it is not known which. */
export const allSubtasksPrefix = () => ['tasks', 'subtasks'] as const

export const subtasksKey = (orchestratorTaskId: string) =>
  [...allSubtasksPrefix(), orchestratorTaskId] as const

/** The films of every shot of a project. */
export const shotFilmsPrefix = (projectId: string) => ['tasks', 'film', projectId] as const

/** The newest film that was asked for of a shot. */
export const shotFilmKey = (projectId: string, shotId: string) =>
  [...shotFilmsPrefix(projectId), shotId] as const

/** Every task's, where the task is not known. */
export const taskGenerationMappingsPrefix = () => ['task-generation-mapping'] as const

/** Which generations a task has made. */
export const taskGenerationMappingKey = (taskId: string) =>
  [...taskGenerationMappingsPrefix(), taskId] as const

/** Every generation's, where the generation is not known. */
export const generationTaskMappingsPrefix = () => ['generation-task-mapping'] as const

/** Which task has made a generation. */
export const generationTaskMappingKey = (generationId: string) =>
  [...generationTaskMappingsPrefix(), generationId] as const

export const projectsKey = () => ['projects'] as const

export type SettingsScope = 'user' | 'project' | 'shot'

/** Every shot's, project's or user's, where it is not known whose. */
export const toolSettingsPrefix = (scope: SettingsScope) => ['tool-settings', scope] as const

export const toolSettingsKey = (scope: SettingsScope, id: string) =>
  [...toolSettingsPrefix(scope), id] as const
