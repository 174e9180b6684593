import type { ReactNode } from 'react'
import { TimeAgo } from '../../ui/time-ago.tsx'
import type { Generation } from './generation.ts'
import styles from './lightbox.module.css'

/** What the picture is of, and how it was made. */
export function LightboxDetails({ generation }: { readonly generation: Generation }): ReactNode {
  const { prompt, size, seed, createdAt } = generation
  return (
    <footer className={styles.details}>
      <p className={styles.prompt}>{prompt}</p>
      <p className={styles.facts}>
        <TimeAgo at={createdAt} />
        {size && (
          <span>
            {size[0]} × {size[1]}
          </span>
        )}
        {seed !== undefined && <span>Seed {seed}</span>}
      </p>
    </footer>
  )
}
