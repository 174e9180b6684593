import type { ReactNode } from 'react'
import styles from './skip-link.module.css'

export const STAGE_ID = 'stage'

/** The first stop of the Tab key: past the header and the shots, to what the page is about. */
export function SkipLink(): ReactNode {
  return (
    <a
      href={`#${STAGE_ID}`}
      className={styles.skip}
      onClick={event => {
        // The address stays as it is.
        event.preventDefault()
        document.getElementById(STAGE_ID)?.focus()
      }}
    >
      Skip to the pictures
    </a>
  )
}
