import { Play } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { useReducedMotion } from '../../ui/media-query.ts'
import { Picture } from '../../ui/picture.tsx'
import type { Generation } from './generation.ts'
import styles from './lightbox.module.css'

/** The open picture. A video plays, unless the person has asked their system for less movement. */
export function LightboxPicture({ generation }: { readonly generation: Generation }): ReactNode {
  const { isVideo, url, thumbUrl, prompt } = generation
  const lessMotion = useReducedMotion()
  const [asked, setAsked] = useState(false)
  const isStill = isVideo && lessMotion && !asked && thumbUrl !== undefined
  return (
    <div className={styles.frame} data-still={isStill || undefined}>
      <Picture
        className={styles.picture}
        url={isStill ? thumbUrl : url}
        fallbackUrl={thumbUrl}
        alt={prompt}
        fit="contain"
        eager
      />
      {isStill && (
        <Button className={styles.play} icon={<Play />} onClick={() => setAsked(true)}>
          Play
        </Button>
      )}
    </div>
  )
}
