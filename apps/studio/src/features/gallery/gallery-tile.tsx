import { Clapperboard } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { IconButton } from '../../ui/icon-button.tsx'
import { Picture } from '../../ui/picture.tsx'
import { RemoveFromShot } from '../shots/remove-from-shot.tsx'
import { AddToShotMenu } from './add-to-shot-menu.tsx'
import type { Generation } from './generation.ts'
import { StarButton } from './star-button.tsx'
import type { Place } from './use-lightbox.ts'
import styles from './gallery-tile.module.css'

interface GalleryTileProps {
  readonly projectId: string
  /** The shot through which the picture is looked at. */
  readonly shotId: string | undefined
  readonly generation: Generation
  readonly index: number
  readonly onOpen: (place: Place) => void
}

const IN_SIGHT_AT_ONCE = 8

/** One picture in a grid. Memoised: a refetch that changes nothing renders nothing. */
export const GalleryTile = memo(function GalleryTile(props: GalleryTileProps): ReactNode {
  const { projectId, shotId, generation, index, onOpen } = props
  const { id, prompt, thumbUrl, url, position } = generation
  return (
    <li
      className={styles.tile}
      data-testid="gallery-item"
      data-id={id}
      data-starred={generation.starred || undefined}
    >
      <button
        type="button"
        className={styles.open}
        onClick={() => onOpen({ generation, index })}
        aria-label={`Open: ${prompt}`}
      >
        <Picture
          className={styles.picture}
          url={thumbUrl ?? url}
          fallbackUrl={url}
          alt={prompt}
          eager={index < IN_SIGHT_AT_ONCE}
        />
      </button>
      <p className={styles.caption} aria-hidden>
        {prompt}
      </p>
      <div className={styles.left}>
        {shotId !== undefined && <span className={styles.position}>{position ?? 'Unplaced'}</span>}
        <StarButton projectId={projectId} generation={generation} />
      </div>
      <div className={styles.right}>
        {shotId === undefined ? (
          <AddToShotMenu
            projectId={projectId}
            generation={generation}
            trigger={
              <IconButton label="Add to a shot" look="picture" data-testid="add-to-shot">
                <Clapperboard />
              </IconButton>
            }
          />
        ) : (
          <RemoveFromShot projectId={projectId} image={{ shotId, generation }} />
        )}
      </div>
    </li>
  )
})
