import { LoaderCircle } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './spinner.module.css'

/** A turning ring, for something a person is waiting for. Says nothing to a screen reader. */
export function Spinner(): ReactNode {
  return <LoaderCircle aria-hidden className={styles.spinner} />
}
