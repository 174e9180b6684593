import type { Rules } from '@everfresh/core'
import {
  projectsKey,
  shotsPrefix,
  taskStatusCountsKey,
  tasksPaginatedPrefix,
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
  /** Unknown for a DELETE, which carries the row's id only. */
  readonly shotId?: string | undefined
}

/** What can happen, in the Studio's words. */
export type StudioEvent =
  | (PerhapsInShot & { readonly type: 'GENERATION_INSERT' })
  | (PerhapsInShot & { readonly type: 'GENERATION_UPDATE' })
  | (PerhapsInShot & { readonly type: 'GENERATION_DELETE' })
  | (PerhapsInShot & { readonly type: 'SHOT_GENERATION_CHANGE' })
  | (PerhapsInShot & { readonly type: 'GENERATIONS_UPDATED' })
  | (InProject & { readonly type: 'TASK_STATUS_CHANGE' })
  | (InProject & { readonly type: 'SHOT_CHANGE' })
  | (InProject & { readonly type: 'PROJECT_CHANGE' })

/** Which caches each event touches. An event without a rule, or a key of no family, does not compile. */
export const rules: Rules<StudioEvent, StudioKey> = {
  GENERATION_INSERT: event => [
    unifiedGenerationsProjectPrefix(event.projectId),
    // A new picture is in no shot unless the event says so; its link is an event of its own.
    ...(event.shotId === undefined ? [] : inShot(event)),
    shotsPrefix(event.projectId),
  ],
  GENERATION_UPDATE: event => [...inProjectAndShot(event), shotsPrefix(event.projectId)],
  GENERATION_DELETE: event => [...inProjectAndShot(event), shotsPrefix(event.projectId)],
  SHOT_GENERATION_CHANGE: event => [...inProjectAndShot(event), shotsPrefix(event.projectId)],
  GENERATIONS_UPDATED: event => [
    unifiedGenerationsProjectPrefix(event.projectId),
    ...(event.shotId === undefined ? [] : [unifiedGenerationsShotPrefix(event.shotId)]),
  ],
  TASK_STATUS_CHANGE: event => [
    taskStatusCountsKey(event.projectId),
    // Every page and status group, not page 1 only.
    tasksPaginatedPrefix(event.projectId),
  ],
  SHOT_CHANGE: event => [shotsPrefix(event.projectId)],
  PROJECT_CHANGE: () => [projectsKey()],
}

function inProjectAndShot(event: PerhapsInShot): readonly StudioKey[] {
  return [unifiedGenerationsProjectPrefix(event.projectId), ...inShot(event)]
}

/** Without a shot id: all shots. Wider is only dearer; narrower would lose the change. */
function inShot({ shotId }: PerhapsInShot): readonly StudioKey[] {
  return shotId === undefined
    ? [unifiedGenerationsShotsPrefix(), unpositionedCountsPrefix()]
    : [unifiedGenerationsShotPrefix(shotId), unpositionedCountKey(shotId)]
}
