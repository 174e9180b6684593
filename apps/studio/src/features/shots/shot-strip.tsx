import type { ReactNode } from 'react'
import { cx } from '../../ui/cx.ts'
import { Picture } from '../../ui/picture.tsx'
import type { Shot } from './shot.ts'
import styles from './shot-strip.module.css'

interface ShotStripProps {
  readonly shot: Shot
  readonly cells: number
  /** How many of them stand in a row, and where the strip stands. */
  readonly className?: string | undefined
}

/** The first pictures of a shot. Always so many cells: the height stays while pictures come and go. */
export function ShotStrip({ shot, cells, className }: ShotStripProps): ReactNode {
  return (
    <span className={cx(styles.strip, className)}>
      {Array.from({ length: cells }, (_, cell) => {
        const preview = shot.previews[cell]
        return (
          <span key={preview?.id ?? cell} className={styles.cell}>
            {preview && <Picture url={preview.thumbUrl} alt="" />}
          </span>
        )
      })}
    </span>
  )
}
