import { Clapperboard } from 'lucide-react'
import { type ReactNode, useCallback } from 'react'
import { unifiedGenerationsShotPrefix } from '@/shared/lib/queryKeys'
import { EmptyState } from '../../ui/empty-state.tsx'
import { LoadProblem } from '../../ui/load-problem.tsx'
import type { Generation, GenerationPage } from '../gallery/generation.ts'
import { Lightbox } from '../gallery/lazy-lightbox.tsx'
import { PictureGridSkeleton } from '../gallery/picture-grid.tsx'
import { useLightbox } from '../gallery/use-lightbox.ts'
import { useReorderImages } from './image-mutations.ts'
import { ShotImage } from './shot-image.tsx'
import { SortableList } from './sortable-list.tsx'
import { useShotImages } from './use-shot-images.ts'
import styles from './shot-editor.module.css'

interface ShotImagesProps {
  readonly projectId: string
  readonly shotId: string
}

/** The pictures of a shot that have a place, to be put in order. */
export function ShotImages(props: ShotImagesProps): ReactNode {
  const query = useShotImages(props.shotId)
  if (query.data === undefined)
    return <LoadProblem query={query} fallback={<PictureGridSkeleton />} />
  return query.data.items.length === 0 ? (
    <EmptyState icon={<Clapperboard />} title="No pictures in order yet">
      Add some from the gallery, or make some now: with this shot open, what you make joins it.
    </EmptyState>
  ) : (
    <OrderedImages {...props} page={query.data} />
  )
}

function OrderedImages(props: ShotImagesProps & { readonly page: GenerationPage }): ReactNode {
  const { projectId, shotId, page } = props
  const { items, total } = page
  const lightbox = useLightbox(items)
  const reorder = useReorderImages(projectId)
  const onReorder = useCallback(
    (order: readonly Generation[]) => reorder({ shotId, order }),
    [reorder, shotId],
  )
  return (
    <>
      <SortableList
        rows={items}
        scope={unifiedGenerationsShotPrefix(shotId)}
        onReorder={onReorder}
        nameOf={({ prompt }) => prompt}
        className={styles.images}
        label="Pictures of the shot"
      >
        {(generation, index) => (
          <ShotImage
            key={generation.id}
            projectId={projectId}
            shotId={shotId}
            generation={generation}
            index={index}
            onOpen={lightbox.open}
          />
        )}
      </SortableList>
      {total > items.length && (
        <p className={styles.note}>
          These are the first {items.length} of {total} pictures.
        </p>
      )}
      {lightbox.shown && (
        <Lightbox projectId={projectId} state={lightbox} generation={lightbox.shown.generation} />
      )}
    </>
  )
}
