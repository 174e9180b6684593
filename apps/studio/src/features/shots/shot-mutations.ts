import {
  projectVideoCountsKey,
  shotsPrefix,
  unifiedGenerationsProjectPrefix,
} from '@/shared/lib/queryKeys'
import { useChange } from '../../data/use-change.ts'
import type { Generation } from '../gallery/generation.ts'
import { outputKey } from '../gallery/output-key.ts'
import { applied, previewOf } from './cached.ts'
import { inShot } from './image-changes.ts'
import { created, duplicated, removed, renamed, reordered } from './shot-changes.ts'
import {
  createShot,
  createShotWithImage,
  deleteShot,
  duplicateShot,
  renameShot,
  reorderShots,
} from './shot-requests.ts'

/** A shot by its id and name. */
export interface NamedShot {
  readonly id: string
  readonly name: string
}

export interface NewShot extends NamedShot {
  /** The picture that it begins with. */
  readonly generation?: Generation | undefined
}

/** One after the other, so that a shot is renamed or deleted only when it is there. */
const ofShot = ({ id }: { readonly id: string }): string => `shot ${id}`

/** Creates a shot. The id is the caller's: asking again with the same one changes nothing. */
export function useCreateShot(projectId: string): (shot: NewShot) => void {
  const create = useChange<NewShot & { readonly createdAt: string }>({
    send: ({ id, name, generation }) =>
      generation === undefined
        ? createShot(projectId, id, name)
        : createShotWithImage({ projectId, id, name, generationId: generation.id }),
    touches: ({ generation }) => [
      shotsPrefix(projectId),
      ...(generation === undefined
        ? []
        : [unifiedGenerationsProjectPrefix(projectId), ...outputKey(generation)]),
    ],
    patch: (data, { id, name, createdAt, generation }, queryKey) =>
      applied(data, queryKey, {
        shots: created({ id, name, createdAt, picture: generation && previewOf(generation) }),
        ...(generation !== undefined && { gallery: inShot(generation.id, id, true) }),
      }),
    intent: ofShot,
    failed: ({ name }) => `“${name}” was not created.`,
  })
  return shot => create({ ...shot, createdAt: new Date().toISOString() })
}

export function useRenameShot(projectId: string): (shot: NamedShot) => void {
  return useChange<NamedShot>({
    send: ({ id, name }) => renameShot(id, name),
    touches: () => [shotsPrefix(projectId)],
    patch: (data, { id, name }, queryKey) => applied(data, queryKey, { shots: renamed(id, name) }),
    intent: ofShot,
    failed: ({ name }) => `The shot was not renamed to “${name}”.`,
  })
}

export function useDeleteShot(projectId: string): (shot: NamedShot) => void {
  return useChange<NamedShot>({
    send: ({ id }) => deleteShot(id),
    touches: () => [shotsPrefix(projectId), projectVideoCountsKey(projectId)],
    patch: (data, { id }, queryKey) => applied(data, queryKey, { shots: removed(id) }),
    intent: ofShot,
    failed: ({ name }) => `“${name}” was not deleted.`,
  })
}

/** A copy right after the original, with its pictures. `newId` is the caller's. */
export function useDuplicateShot(
  projectId: string,
): (shot: NamedShot & { readonly newId: string }) => void {
  const duplicate = useChange<NamedShot & { readonly newId: string; readonly createdAt: string }>({
    send: ({ id, newId }) => duplicateShot(id, newId),
    touches: () => [shotsPrefix(projectId)],
    patch: (data, { id, newId, createdAt }, queryKey) =>
      applied(data, queryKey, { shots: duplicated(id, newId, createdAt) }),
    intent: ({ newId }) => ofShot({ id: newId }),
    failed: ({ name }) => `“${name}” was not duplicated.`,
  })
  return shot => duplicate({ ...shot, createdAt: new Date().toISOString() })
}

export function useReorderShots(projectId: string): (ids: readonly string[]) => void {
  return useChange<readonly string[]>({
    send: ids => reorderShots(projectId, ids),
    touches: () => [shotsPrefix(projectId)],
    patch: (data, ids, queryKey) => applied(data, queryKey, { shots: reordered(ids) }),
    intent: () => `order of shots ${projectId}`,
    failed: () => 'The new order of the shots was not saved.',
  })
}
