import { Film } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useReducedMotion } from '../../ui/media-query.ts'
import { Picture } from '../../ui/picture.tsx'
import type { Generation } from './generation.ts'
import styles from './gallery-tile.module.css'

interface TilePictureProps {
  readonly generation: Generation
  readonly eager: boolean
}

/** The picture of a tile. A video is a still until the pointer or the focus rests on it. */
export function TilePicture({ generation, eager }: TilePictureProps): ReactNode {
  const { url, thumbUrl, prompt, isVideo } = generation
  const still = (
    <Picture
      className={styles.picture}
      url={thumbUrl ?? url}
      fallbackUrl={url}
      alt={prompt}
      eager={eager}
    />
  )
  return isVideo && url !== undefined ? <Moving url={url}>{still}</Moving> : still
}

function Moving({
  url,
  children,
}: {
  readonly url: string
  readonly children: ReactNode
}): ReactNode {
  const lessMotion = useReducedMotion()
  const [playing, setPlaying] = useState(false)
  return (
    <span
      className={styles.moving}
      data-playing={playing || undefined}
      onPointerEnter={() => setPlaying(!lessMotion)}
      onPointerLeave={() => setPlaying(false)}
    >
      {children}
      {playing && (
        <span className={styles.motion} data-testid="playing">
          <Picture url={url} alt="" eager />
        </span>
      )}
      <span className={styles.film}>
        <Film aria-label="Video" />
      </span>
    </span>
  )
}
