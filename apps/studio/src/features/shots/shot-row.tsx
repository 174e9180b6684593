import { Ellipsis, Pencil, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { Picture } from '../../ui/picture.tsx'
import type { ShotDialog } from './shot-dialogs.tsx'
import type { Shot } from './shot.ts'
import styles from './shot-row.module.css'

interface ShotRowProps {
  readonly projectId: string
  readonly shot: Shot
  readonly open: boolean
  readonly onDialog: (dialog: ShotDialog) => void
}

export function ShotRow({ projectId, shot, open, onDialog }: ShotRowProps): ReactNode {
  const { id, name } = shot
  return (
    <li className={styles.row} data-open={open || undefined} data-testid="shot-row" data-id={id}>
      <Link
        className={styles.link}
        href={`/p/${projectId}/shots/${id}`}
        aria-current={open ? 'page' : undefined}
      >
        <Strip shot={shot} />
        <span className={styles.name}>{name}</span>
        <span className={styles.counts}>{countWords(shot)}</span>
      </Link>
      <Menu
        label={`Shot ${name}`}
        trigger={
          <IconButton label={`More about ${name}`} bare className={styles.more}>
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem icon={<Pencil />} onSelect={() => onDialog({ kind: 'rename', id, name })}>
          Rename…
        </MenuItem>
        <MenuItem icon={<Trash2 />} danger onSelect={() => onDialog({ kind: 'delete', id, name })}>
          Delete…
        </MenuItem>
      </Menu>
    </li>
  )
}

const CELLS = [0, 1, 2, 3]

/** Always four cells, so that the row keeps its height while pictures come and go. */
function Strip({ shot }: { readonly shot: Shot }): ReactNode {
  return (
    <span className={styles.strip}>
      {CELLS.map(cell => {
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

function countWords({ positioned, unpositioned }: Shot): string {
  const total = positioned + unpositioned
  if (total === 0) return 'Empty'
  const pictures = total === 1 ? '1 picture' : `${total} pictures`
  return unpositioned === 0 ? pictures : `${pictures}, ${unpositioned} unplaced`
}
