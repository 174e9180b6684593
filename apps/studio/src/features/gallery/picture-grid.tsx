import type { ReactNode } from 'react'
import { Skeleton } from '../../ui/skeleton.tsx'
import { GalleryTile } from './gallery-tile.tsx'
import type { Generation } from './generation.ts'
import type { Uploads } from './uploads/use-uploads.ts'
import type { Place } from './use-lightbox.ts'
import styles from './picture-grid.module.css'

interface PictureGridProps {
  readonly projectId: string
  readonly items: readonly Generation[]
  readonly uploads: Uploads
  /** True while another page than the asked one is still shown. */
  readonly turning: boolean
  readonly onOpen: (place: Place) => void
}

export function PictureGrid(props: PictureGridProps): ReactNode {
  const { projectId, items, uploads, turning, onOpen } = props
  return (
    <ul className={styles.grid} data-turning={turning || undefined} data-testid="gallery">
      {items.map((generation, index) => (
        <GalleryTile
          key={generation.id}
          projectId={projectId}
          generation={generation}
          upload={uploads.uploads.find(({ id }) => id === generation.id)}
          onRetry={uploads.retry}
          onDismiss={uploads.dismiss}
          index={index}
          onOpen={onOpen}
        />
      ))}
    </ul>
  )
}

/** What stands in the grid's place until its first rows are known. */
export function PictureGridSkeleton(): ReactNode {
  return (
    <div className={styles.grid} aria-busy aria-label="Loading pictures">
      {Array.from({ length: 8 }, (_, n) => (
        <Skeleton key={n} className={styles.skeleton} />
      ))}
    </div>
  )
}
