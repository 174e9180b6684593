import type { Rules } from '@everfresh/core'
import {
  allSubtasksPrefix,
  generationTaskMappingKey,
  generationTaskMappingsPrefix,
  projectsKey,
  projectVideoCountsKey,
  shotFilmsPrefix,
  shotsPrefix,
  singleTasksPrefix,
  subtasksKey,
  taskGenerationMappingKey,
  taskGenerationMappingsPrefix,
  taskKey,
  tasksPaginatedPrefix,
  taskStatusCountsKey,
  toolSettingsKey,
  toolSettingsPrefix,
  unifiedGenerationsProjectPrefix,
  unifiedGenerationsShotPrefix,
  unifiedGenerationsShotsPrefix,
  unpositionedCountKey,
  unpositionedCountsPrefix,
  type StudioKey,
} from './queryKeys'

interface InProject {
  readonly projectId: string
}
interface PerhapsInShot extends InProject {
  /** Unknown for a DELETE, which carries the row's id and its project only. */
  readonly shotId?: string | undefined
}
interface OfGeneration extends PerhapsInShot {
  readonly generationId?: string | undefined
  /** The tasks that made it; undefined where the change does not say. */
  readonly taskIds?: readonly string[] | undefined
}
interface OfTask extends InProject {
  readonly taskId?: string | undefined
  /** The task that it is a part of; null: of none; undefined where the change does not say. */
  readonly orchestratorTaskId?: string | null | undefined
}

/** What can happen, in the Studio's words. */
export type StudioEvent =
  | (OfGeneration & { readonly type: 'GENERATION_INSERT' })
  | (OfGeneration & { readonly type: 'GENERATION_UPDATE' })
  | (OfGeneration & { readonly type: 'GENERATION_DELETE' })
  | (PerhapsInShot & { readonly type: 'SHOT_GENERATION_CHANGE' })
  | (PerhapsInShot & { readonly type: 'GENERATIONS_UPDATED' })
  | (OfTask & { readonly type: 'TASK_STATUS_CHANGE' })
  | (PerhapsInShot & { readonly type: 'SHOT_INSERT' })
  | (PerhapsInShot & { readonly type: 'SHOT_UPDATE' })
  | (PerhapsInShot & { readonly type: 'SHOT_DELETE' })
  | { readonly type: 'PROJECT_CHANGE'; readonly projectId?: string | undefined }
  | { readonly type: 'USER_CHANGE'; readonly userId?: string | undefined }

/**
 * Which caches each event touches. An event without a rule, or a key of no family, does not compile; what
 * each family declares to read is compared with this table and operation by table and operation.
 */
export const rules: Rules<StudioEvent, StudioKey> = {
  GENERATION_INSERT: event => [
    unifiedGenerationsProjectPrefix(event.projectId),
    // A new picture is in no shot unless the event says so; its link is an event of its own.
    ...(event.shotId === undefined ? [] : inShot(event)),
    shotsPrefix(event.projectId),
    ...mappings(event),
  ],
  GENERATION_UPDATE: event => [...inProjectAndShot(event), ...mappings(event)],
  GENERATION_DELETE: event => [...inProjectAndShot(event), ...mappings(event)],
  SHOT_GENERATION_CHANGE: inProjectAndShot,
  GENERATIONS_UPDATED: event => [
    unifiedGenerationsProjectPrefix(event.projectId),
    ...(event.shotId === undefined ? [] : [unifiedGenerationsShotPrefix(event.shotId)]),
  ],
  TASK_STATUS_CHANGE: event => [
    taskStatusCountsKey(event.projectId),
    // Every page and status group, not page 1 only.
    tasksPaginatedPrefix(event.projectId),
    shotFilmsPrefix(event.projectId),
    ...(event.taskId === undefined
      ? [singleTasksPrefix(), taskGenerationMappingsPrefix()]
      : [taskKey(event.taskId), taskGenerationMappingKey(event.taskId)]),
    ...partOf(event),
    generationTaskMappingsPrefix(),
  ],
  SHOT_INSERT: aShot,
  SHOT_UPDATE: event => [shotsPrefix(event.projectId), shotSettings(event)],
  SHOT_DELETE: aShot,
  PROJECT_CHANGE: ({ projectId }) => [
    projectsKey(),
    projectId === undefined ? toolSettingsPrefix('project') : toolSettingsKey('project', projectId),
  ],
  USER_CHANGE: ({ userId }) => [
    userId === undefined ? toolSettingsPrefix('user') : toolSettingsKey('user', userId),
  ],
}

function inProjectAndShot(event: PerhapsInShot): readonly StudioKey[] {
  return [
    unifiedGenerationsProjectPrefix(event.projectId),
    ...inShot(event),
    shotsPrefix(event.projectId),
    projectVideoCountsKey(event.projectId),
  ]
}

/** Without a shot id: all shots. Wider is only dearer; narrower would lose the change. */
function inShot({ shotId }: PerhapsInShot): readonly StudioKey[] {
  return shotId === undefined
    ? [unifiedGenerationsShotsPrefix(), unpositionedCountsPrefix()]
    : [unifiedGenerationsShotPrefix(shotId), unpositionedCountKey(shotId)]
}

function aShot(event: PerhapsInShot): readonly StudioKey[] {
  const { projectId } = event
  return [shotsPrefix(projectId), projectVideoCountsKey(projectId), shotSettings(event)]
}

function shotSettings({ shotId }: PerhapsInShot): StudioKey {
  return shotId === undefined ? toolSettingsPrefix('shot') : toolSettingsKey('shot', shotId)
}

function mappings({ generationId, taskIds }: OfGeneration): readonly StudioKey[] {
  return [
    generationId === undefined
      ? generationTaskMappingsPrefix()
      : generationTaskMappingKey(generationId),
    ...(taskIds?.map(taskGenerationMappingKey) ?? [taskGenerationMappingsPrefix()]),
  ]
}

function partOf({ orchestratorTaskId }: OfTask): readonly StudioKey[] {
  if (orchestratorTaskId === undefined) return [allSubtasksPrefix()]
  return orchestratorTaskId === null ? [] : [subtasksKey(orchestratorTaskId)]
}
