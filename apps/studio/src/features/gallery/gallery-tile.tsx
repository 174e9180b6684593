import { memo, type ReactNode } from 'react'
import { cx } from '../../ui/cx.ts'
import { AddToShotMenu } from './add-to-shot-menu.tsx'
import type { Generation } from './generation.ts'
import { StarButton } from './star-button.tsx'
import { TilePicture } from './tile-picture.tsx'
import { UploadMark } from './uploads/upload-mark.tsx'
import type { Upload } from './uploads/upload.ts'
import type { Place } from './use-lightbox.ts'
import tile from '../../ui/tile.module.css'
import styles from './gallery-tile.module.css'

interface GalleryTileProps {
  readonly projectId: string
  readonly generation: Generation
  /** Where the picture is being uploaded and not there yet. */
  readonly upload: Upload | undefined
  readonly onRetry: (upload: Upload) => void
  readonly onDismiss: (upload: Upload) => void
  readonly index: number
  readonly onOpen: (place: Place) => void
}

const IN_SIGHT_AT_ONCE = 8

/** One picture in a grid. Memoised: a refetch that changes nothing renders nothing. */
export const GalleryTile = memo(function GalleryTile(props: GalleryTileProps): ReactNode {
  const { generation, upload, index, onOpen } = props
  const { id, prompt } = generation
  return (
    <li
      className={cx(tile.tile, styles.tile)}
      data-testid="gallery-item"
      data-id={id}
      data-starred={generation.starred || undefined}
    >
      <button
        type="button"
        className={tile.open}
        disabled={upload !== undefined}
        onClick={() => onOpen({ generation, index })}
        aria-label={`Open: ${prompt || 'a picture'}`}
      >
        <TilePicture generation={generation} eager={index < IN_SIGHT_AT_ONCE} />
      </button>
      {upload === undefined ? (
        <>
          <p className={styles.caption} aria-hidden>
            {prompt}
          </p>
          <TileActions {...props} />
        </>
      ) : (
        <UploadMark upload={upload} onRetry={props.onRetry} onDismiss={props.onDismiss} />
      )}
    </li>
  )
})

function TileActions({ projectId, generation }: GalleryTileProps): ReactNode {
  return (
    <>
      <div className={styles.left}>
        <StarButton projectId={projectId} generation={generation} />
      </div>
      <div className={styles.right}>
        <AddToShotMenu projectId={projectId} generation={generation} />
      </div>
    </>
  )
}
