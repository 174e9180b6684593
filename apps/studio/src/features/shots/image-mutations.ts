import {
  projectVideoCountsKey,
  shotsPrefix,
  unifiedGenerationsProjectPrefix,
  unifiedGenerationsShotPrefix,
  unpositionedCountKey,
} from '@/shared/lib/queryKeys'
import { useChange } from '../../data/use-change.ts'
import type { Generation } from '../gallery/generation.ts'
import { outputKey } from '../gallery/output-key.ts'
import { applied, previewOf } from './cached.ts'
import { gone, inShot, ordered, placed, unplaced } from './image-changes.ts'
import { inTurn, type Membership, withOrder, withoutPicture, withPicture } from './shot-changes.ts'
import { addImage, removeImage, reorderImages, unpositionImage } from './shot-requests.ts'

export interface ImageOfShot {
  readonly shotId: string
  readonly generation: Generation
  /** How it is in the shot; undefined where that is not known, as in the gallery. */
  readonly was?: Membership
  /** Where the shot is not on screen: its name, for a word about what was done. */
  readonly shotName?: string
}

/** Everything that shows which pictures are in a shot, and how. */
const everywhere = (projectId: string, shotId: string) => [
  shotsPrefix(projectId),
  unifiedGenerationsProjectPrefix(projectId),
  unifiedGenerationsShotPrefix(shotId),
  unpositionedCountKey(shotId),
  projectVideoCountsKey(projectId),
]

const everywhereOf =
  (projectId: string) =>
  ({ shotId, generation }: ImageOfShot) => [
    ...everywhere(projectId, shotId),
    ...outputKey(generation),
  ]

/** What becomes of a picture in a shot is one wish: the last one is meant. */
const ofImage = ({ shotId, generation }: ImageOfShot): string => `${generation.id} in ${shotId}`

/** Puts a picture at the end of a shot. One that has a place there keeps it. */
export function useAddToShot(projectId: string): (image: ImageOfShot) => void {
  return useChange<ImageOfShot>({
    send: ({ shotId, generation }) => addImage(shotId, generation.id, true),
    touches: everywhereOf(projectId),
    patch: (data, { shotId, generation }, queryKey) =>
      applied(data, queryKey, {
        shots: withPicture(shotId, previewOf(generation), true),
        images: placed(generation),
        gallery: inShot(generation.id, shotId, true),
      }),
    intent: ofImage,
    done: ({ shotName }) => shotName && `Added to “${shotName}”.`,
    failed: () => 'The picture was not added to the shot.',
  })
}

interface ImagesOfShot {
  readonly shotId: string
  readonly generations: readonly Generation[]
}

/** Gives pictures that are in the shot without a place the last ones, in the order given. */
export function usePlaceInShot(projectId: string): (images: ImagesOfShot) => void {
  return useChange<ImagesOfShot>({
    send: async ({ shotId, generations }) => {
      // One after the other: each takes the place after the last one.
      for (const { id } of generations) await addImage(shotId, id, true)
    },
    touches: ({ shotId }) => everywhere(projectId, shotId),
    patch: (data, { shotId, generations }, queryKey) =>
      generations.reduce<unknown>(
        (changed, generation) =>
          applied(changed, queryKey, {
            shots: inTurn(
              withoutPicture(shotId, generation.id, 'unpositioned'),
              withPicture(shotId, previewOf(generation), true),
            ),
            images: placed(generation),
            unpositioned: -1,
          }),
        data,
      ),
    intent: ({ shotId, generations: [first] }) => `${first?.id} in ${shotId}`,
    failed: ({ generations }) =>
      generations.length === 1
        ? 'The picture got no place in the shot.'
        : 'Not all pictures got a place in the shot.',
  })
}

/** Takes a picture's place from it; it stays in the shot. */
export function useUnposition(projectId: string): (image: ImageOfShot) => void {
  return useChange<ImageOfShot>({
    send: ({ shotId, generation }) => unpositionImage(shotId, generation.id),
    touches: everywhereOf(projectId),
    patch: (data, { shotId, generation }, queryKey) =>
      applied(data, queryKey, {
        shots: inTurn(
          withoutPicture(shotId, generation.id, 'positioned'),
          withPicture(shotId, previewOf(generation), false),
        ),
        images: unplaced(generation),
        unpositioned: 1,
      }),
    intent: ofImage,
    failed: () => 'The picture kept its place in the shot.',
  })
}

/** Takes a picture or a video out of a shot. It stays in the gallery. */
export function useRemoveFromShot(projectId: string): (image: ImageOfShot) => void {
  return useChange<ImageOfShot>({
    send: ({ shotId, generation }) => removeImage(shotId, generation.id),
    touches: everywhereOf(projectId),
    patch: (data, { shotId, generation, was }, queryKey) =>
      applied(data, queryKey, {
        shots: withoutPicture(shotId, generation.id, was),
        images: gone(generation.id),
        gallery: inShot(generation.id, shotId, false),
        unpositioned: was === 'unpositioned' ? -1 : 0,
      }),
    intent: ofImage,
    done: ({ shotName }) => shotName && `Removed from “${shotName}”.`,
    failed: () => 'The picture was not removed from the shot.',
  })
}

interface NewOrder {
  readonly shotId: string
  readonly order: readonly Generation[]
}

export function useReorderImages(projectId: string): (change: NewOrder) => void {
  return useChange<NewOrder>({
    send: ({ shotId, order }) =>
      reorderImages(
        shotId,
        order.map(({ id }) => id),
      ),
    touches: ({ shotId }) => [shotsPrefix(projectId), unifiedGenerationsShotPrefix(shotId)],
    patch: (data, { shotId, order }, queryKey) =>
      applied(data, queryKey, {
        shots: withOrder(shotId, order.map(previewOf)),
        images: ordered(order.map(({ id }) => id)),
      }),
    intent: ({ shotId }) => `order of ${shotId}`,
    failed: () => 'The new order was not saved.',
  })
}
