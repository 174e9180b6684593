import { ChevronDown, Plus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { LoadProblem } from '../../ui/load-problem.tsx'
import { Picture } from '../../ui/picture.tsx'
import type { Generation } from '../gallery/generation.ts'
import { usePlaceInShot } from './image-mutations.ts'
import { RemoveFromShot } from './remove-from-shot.tsx'
import { useUnpositionedCount, useUnpositionedImages } from './use-shot-images.ts'
import styles from './unpositioned-banner.module.css'

interface UnpositionedBannerProps {
  readonly projectId: string
  readonly shotId: string
}

/** Says how many pictures of the shot have no place in its order. Opened, it shows them and places them. */
export function UnpositionedBanner(props: UnpositionedBannerProps): ReactNode {
  const [open, setOpen] = useState(false)
  const { data: count } = useUnpositionedCount(props.shotId)
  if (count === undefined || count === 0) return null
  return (
    <section
      className={styles.banner}
      aria-label="Pictures without a place"
      data-testid="unpositioned-banner"
      data-count={count}
    >
      <button
        type="button"
        className={styles.head}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        data-testid="unpositioned-open"
      >
        <span>
          {count === 1 ? '1 picture has no place yet.' : `${count} pictures have no place yet.`}
        </span>
        <ChevronDown aria-hidden className={styles.chevron} />
      </button>
      {open && <Unpositioned {...props} />}
    </section>
  )
}

function Unpositioned({ projectId, shotId }: UnpositionedBannerProps): ReactNode {
  const query = useUnpositionedImages(shotId)
  const place = usePlaceInShot(projectId)
  if (query.data === undefined) return <LoadProblem query={query} fallback={null} />
  const { items } = query.data
  return (
    <>
      <ul className={styles.images}>
        {items.map(generation => (
          <UnpositionedImage
            key={generation.id}
            projectId={projectId}
            shotId={shotId}
            generation={generation}
            onPlace={() => place({ shotId, generations: [generation] })}
          />
        ))}
      </ul>
      <Button
        size="small"
        className={styles.all}
        onClick={() => place({ shotId, generations: items })}
        data-testid="place-all"
      >
        {items.length === 1 ? 'Place it at the end' : 'Place all at the end'}
      </Button>
    </>
  )
}

interface UnpositionedImageProps extends UnpositionedBannerProps {
  readonly generation: Generation
  readonly onPlace: () => void
}

function UnpositionedImage(props: UnpositionedImageProps): ReactNode {
  const { projectId, shotId, generation, onPlace } = props
  const { id, prompt, thumbUrl, url } = generation
  return (
    <li className={styles.image} data-testid="unpositioned-image" data-id={id}>
      <Picture url={thumbUrl ?? url} fallbackUrl={url} alt={prompt} />
      <div className={styles.actions}>
        <IconButton
          label="Place it at the end"
          look="picture"
          onClick={onPlace}
          data-testid="place"
        >
          <Plus />
        </IconButton>
        <RemoveFromShot projectId={projectId} image={{ shotId, generation, was: 'unpositioned' }} />
      </div>
    </li>
  )
}
