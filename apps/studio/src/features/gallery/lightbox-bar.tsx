import { Download, Trash2, X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { ConfirmDialog } from '../../ui/dialogs.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { useShots } from '../shots/use-shots.ts'
import { AddToShotMenu } from './add-to-shot-menu.tsx'
import { downloadUrl } from './download.ts'
import type { Generation } from './generation.ts'
import { StarButton } from './star-button.tsx'
import styles from './lightbox.module.css'

interface LightboxBarProps {
  readonly projectId: string
  readonly generation: Generation
  /** Whether the person is being asked if they mean to delete it. */
  readonly deleting: boolean
  readonly onDeleting: (deleting: boolean) => void
  readonly onDelete: () => void
}

/** What can be done with the open picture. */
export function LightboxBar(props: LightboxBarProps): ReactNode {
  const { projectId, generation, deleting, onDeleting, onDelete } = props
  const href = downloadUrl(generation)
  return (
    <div className={styles.bar}>
      <StarButton projectId={projectId} generation={generation} />
      <AddToShotMenu projectId={projectId} generation={generation} />
      {href !== undefined && (
        <a
          className={styles.download}
          href={href}
          download
          aria-label="Download"
          title="Download (D)"
        >
          <Download />
        </a>
      )}
      <IconButton
        label="Delete"
        look="picture"
        onClick={() => onDeleting(true)}
        data-testid="delete-generation"
      >
        <Trash2 />
      </IconButton>
      <span className={styles.gap} />
      <Dialog.Close asChild>
        <IconButton label="Close" look="picture" bare>
          <X />
        </IconButton>
      </Dialog.Close>
      {deleting && (
        <ConfirmDelete
          projectId={projectId}
          generation={generation}
          onDelete={onDelete}
          onClose={() => onDeleting(false)}
        />
      )}
    </div>
  )
}

interface ConfirmDeleteProps {
  readonly projectId: string
  readonly generation: Generation
  readonly onDelete: () => void
  readonly onClose: () => void
}

function ConfirmDelete(props: ConfirmDeleteProps): ReactNode {
  const { projectId, generation, onDelete, onClose } = props
  const { data: shots = [] } = useShots(projectId)
  const inside = shots.filter(({ id }) => generation.shotIds.includes(id))
  const names = new Intl.ListFormat('en').format(inside.map(({ name }) => `“${name}”`))
  return (
    <ConfirmDialog
      title={generation.isVideo ? 'Delete this video?' : 'Delete this picture?'}
      description={
        inside.length === 0
          ? 'It goes from the gallery for good.'
          : `It goes from the gallery, and from ${inside.length === 1 ? 'the shot' : 'the shots'} ${names}, for good.`
      }
      action={generation.isVideo ? 'Delete video' : 'Delete picture'}
      onConfirm={async () => onDelete()}
      onClose={onClose}
    />
  )
}
