import type { TableName } from '@everfresh/supabase'
import type { Database } from '@/integrations/supabase/types'

interface StudioFamily {
  readonly key: readonly [string]
  readonly tables: readonly TableName<Database>[]
}

/**
 * The canonical keys. A key that ends in `Prefix` is for invalidating: it covers every page, limit and
 * filter. The others are full keys, for `useQuery`: a full key with parts left undefined is one query,
 * not a prefix. Where a family has one query only, its key is both.
 *
 * Each family names the tables that its queries read: it is live when all of these are.
 */
export const families = [
  { key: ['unified-generations'], tables: ['generations', 'shot_generations'] },
  { key: ['tasks'], tables: ['tasks'] },
  { key: ['task-status-counts'], tables: ['tasks'] },
  { key: ['shots'], tables: ['shots', 'shot_generations', 'generations'] },
  { key: ['unpositioned-count'], tables: ['shot_generations', 'generations'] },
  { key: ['projects'], tables: ['projects'] },
] as const satisfies readonly StudioFamily[]

/** A key of a declared family; no other can be routed to. */
export type StudioKey = readonly [(typeof families)[number]['key'][0], ...unknown[]]

export type TaskStatus = 'Queued' | 'In Progress' | 'Complete' | 'Failed' | 'Cancelled'

export const unifiedGenerationsProjectPrefix = (projectId: string) =>
  ['unified-generations', 'project', projectId] as const

export const unifiedGenerationsProjectKey = (
  projectId: string,
  page?: number,
  limit?: number,
  ...filters: readonly [filtersKey?: string, includeTaskData?: boolean]
) => [...unifiedGenerationsProjectPrefix(projectId), page, limit, ...filters] as const

/** Every shot's, where the shot is not known. */
export const unifiedGenerationsShotsPrefix = () => ['unified-generations', 'shot'] as const

export const unifiedGenerationsShotPrefix = (shotId: string) =>
  [...unifiedGenerationsShotsPrefix(), shotId] as const

export const unifiedGenerationsShotKey = (
  shotId: string,
  page?: number,
  limit?: number,
  ...filters: readonly [filtersKey?: string, includeTaskData?: boolean]
) => [...unifiedGenerationsShotPrefix(shotId), page, limit, ...filters] as const

export const tasksPaginatedPrefix = (projectId: string) =>
  ['tasks', 'paginated', projectId] as const

export const tasksPaginatedKey = (
  projectId: string,
  page: number,
  limit: number,
  statuses: readonly TaskStatus[],
) => [...tasksPaginatedPrefix(projectId), page, limit, statuses] as const

export const taskStatusCountsKey = (projectId: string) => ['task-status-counts', projectId] as const

export const shotsPrefix = (projectId: string) => ['shots', projectId] as const

/** `maxImages` 0: all of a shot's images. */
export const shotsKey = (projectId: string, maxImages = 0) =>
  [...shotsPrefix(projectId), maxImages] as const

/** Every shot's, where the shot is not known. */
export const unpositionedCountsPrefix = () => ['unpositioned-count'] as const

export const unpositionedCountKey = (shotId: string) => ['unpositioned-count', shotId] as const

export const projectsKey = () => ['projects'] as const
