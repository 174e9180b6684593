import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from './icon-button.tsx'
import styles from './pager.module.css'

interface PagerProps {
  /** From 1. */
  readonly page: number
  readonly pageCount: number
  readonly onPage: (page: number) => void
  readonly label: string
}

/** Turns pages. Nothing at all when there is only one. */
export function Pager({ page, pageCount, onPage, label }: PagerProps): ReactNode {
  if (pageCount <= 1) return null
  return (
    <nav className={styles.pager} aria-label={label}>
      <IconButton label="Previous page" bare disabled={page <= 1} onClick={() => onPage(page - 1)}>
        <ChevronLeft />
      </IconButton>
      <span className={styles.where}>
        Page <b>{page}</b> of {pageCount}
      </span>
      <IconButton
        label="Next page"
        bare
        disabled={page >= pageCount}
        onClick={() => onPage(page + 1)}
      >
        <ChevronRight />
      </IconButton>
    </nav>
  )
}
