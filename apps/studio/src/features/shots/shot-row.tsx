import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { ShotDialog } from './shot-dialogs.tsx'
import { ShotMenu } from './shot-menu.tsx'
import { ShotStrip } from './shot-strip.tsx'
import { countWords } from './shot-words.ts'
import type { Shot } from './shot.ts'
import { VideoCount } from './video-count.tsx'
import styles from './shot-row.module.css'

interface ShotRowProps {
  readonly projectId: string
  readonly shot: Shot
  readonly open: boolean
  readonly onDialog: (dialog: ShotDialog) => void
}

export function ShotRow({ projectId, shot, open, onDialog }: ShotRowProps): ReactNode {
  const { id, name, videos } = shot
  return (
    <li className={styles.row} data-open={open || undefined} data-testid="shot-row" data-id={id}>
      <Link
        className={styles.link}
        href={`/p/${projectId}/shots/${id}`}
        aria-current={open ? 'page' : undefined}
      >
        <ShotStrip shot={shot} cells={4} className={styles.strip} />
        <span className={styles.name}>{name}</span>
        <span className={styles.counts}>
          <VideoCount count={videos} />
          {countWords(shot)}
        </span>
      </Link>
      <ShotMenu projectId={projectId} shot={shot} onDialog={onDialog} className={styles.more} />
    </li>
  )
}
