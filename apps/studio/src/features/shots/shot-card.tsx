import { GripVertical } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { Link } from 'wouter'
import type { ShotDialog } from './shot-dialogs.tsx'
import { ShotMenu } from './shot-menu.tsx'
import { ShotStrip } from './shot-strip.tsx'
import { countWords } from './shot-words.ts'
import { PREVIEWS, type Shot } from './shot.ts'
import { useSortableRow } from './use-sortable-row.ts'
import { VideoCount } from './video-count.tsx'
import styles from './shot-card.module.css'

interface ShotCardProps {
  readonly projectId: string
  readonly shot: Shot
  readonly index: number
  readonly onDialog: (dialog: ShotDialog) => void
}

/** One shot among all. Any part of it is dragged; the grip is the handle for the keyboard. */
export const ShotCard = memo(function ShotCard(props: ShotCardProps): ReactNode {
  const { projectId, shot, index, onDialog } = props
  const { id, name, videos } = shot
  const { row, handle } = useSortableRow(id)
  return (
    <li {...row} className={styles.card} data-testid="shot-card" data-id={id}>
      <Link className={styles.link} href={`/p/${projectId}/shots/${id}`} draggable={false}>
        <ShotStrip shot={shot} cells={PREVIEWS} className={styles.strip} />
        <span className={styles.name}>{name}</span>
        <span className={styles.counts}>
          {countWords(shot)}
          <VideoCount count={videos} />
        </span>
      </Link>
      <button
        type="button"
        {...handle}
        className={styles.handle}
        aria-label={`Move ${name}, shot ${index + 1}`}
        data-testid="shot-card-move"
      >
        <GripVertical aria-hidden />
      </button>
      <ShotMenu projectId={projectId} shot={shot} onDialog={onDialog} className={styles.more} />
    </li>
  )
})
