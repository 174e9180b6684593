import { Film } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './video-count.module.css'

/** How many videos there are. Nothing while that is not known, and nothing for none. */
export function VideoCount({ count }: { readonly count: number | undefined }): ReactNode {
  if (count === undefined || count === 0) return null
  const words = count === 1 ? '1 video' : `${count} videos`
  return (
    <span className={styles.count} data-testid="video-count" data-count={count} title={words}>
      <Film aria-hidden />
      <span aria-hidden>{count}</span>
      <span className={styles.words}>{words}</span>
    </span>
  )
}
