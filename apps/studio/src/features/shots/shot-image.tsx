import { GripVertical, MapPinOff } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { cx } from '../../ui/cx.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Picture } from '../../ui/picture.tsx'
import type { Generation } from '../gallery/generation.ts'
import type { Place } from '../gallery/use-lightbox.ts'
import { useUnposition } from './image-mutations.ts'
import { RemoveFromShot } from './remove-from-shot.tsx'
import { useSortableRow } from './use-sortable-row.ts'
import tile from '../../ui/tile.module.css'
import styles from './shot-image.module.css'

interface ShotImageProps {
  readonly projectId: string
  readonly shotId: string
  readonly generation: Generation
  readonly index: number
  readonly onOpen: (place: Place) => void
}

const IN_SIGHT_AT_ONCE = 8

/** One picture of a shot. Any part of it is dragged; its number is the handle for the keyboard. */
export const ShotImage = memo(function ShotImage(props: ShotImageProps): ReactNode {
  const { projectId, shotId, generation, index, onOpen } = props
  const { id, prompt, thumbUrl, url } = generation
  const { row, handle } = useSortableRow(id)
  const unposition = useUnposition(projectId)
  const image = { shotId, generation, was: 'positioned' } as const
  return (
    <li
      {...row}
      className={cx(tile.tile, styles.image)}
      data-testid="shot-image"
      data-id={id}
      data-position={index + 1}
    >
      <button
        type="button"
        className={cx(tile.open, styles.open)}
        onClick={() => onOpen({ generation, index })}
        aria-label={`Open: ${prompt}`}
      >
        <Picture
          url={thumbUrl ?? url}
          fallbackUrl={url}
          alt={prompt}
          eager={index < IN_SIGHT_AT_ONCE}
        />
      </button>
      <button
        type="button"
        {...handle}
        className={styles.handle}
        aria-label={`Move picture ${index + 1}`}
        data-testid="shot-image-move"
      >
        <GripVertical aria-hidden />
        {index + 1}
      </button>
      <div className={styles.actions}>
        <IconButton
          label="Take it out of the order"
          look="picture"
          onClick={() => unposition(image)}
          data-testid="unposition"
        >
          <MapPinOff />
        </IconButton>
        <RemoveFromShot projectId={projectId} image={image} />
      </div>
    </li>
  )
})
