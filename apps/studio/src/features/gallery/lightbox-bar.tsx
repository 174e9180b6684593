import { Clapperboard, Download, Trash2, X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { AddToShotMenu } from './add-to-shot-menu.tsx'
import { useDeleteGeneration } from './generation-mutations.ts'
import type { Generation } from './generation.ts'
import { StarButton } from './star-button.tsx'
import styles from './lightbox.module.css'

interface LightboxBarProps {
  readonly projectId: string
  readonly generation: Generation
  readonly onDeleted: () => void
}

/** What can be done with the open picture. */
export function LightboxBar({ projectId, generation, onDeleted }: LightboxBarProps): ReactNode {
  const [confirming, setConfirming] = useState(false)
  const deleteGeneration = useDeleteGeneration(projectId)
  return (
    <div className={styles.bar}>
      <StarButton projectId={projectId} generation={generation} />
      <AddToShotMenu
        projectId={projectId}
        generation={generation}
        trigger={
          <IconButton label="Add to a shot" look="picture" data-testid="add-to-shot">
            <Clapperboard />
          </IconButton>
        }
      />
      {generation.url !== undefined && (
        <a
          className={styles.download}
          href={`${generation.url}?download=${generation.id}.webp`}
          aria-label="Download"
          title="Download"
        >
          <Download />
        </a>
      )}
      <IconButton
        label="Delete"
        look="picture"
        onClick={() => setConfirming(true)}
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
      {confirming && (
        <ConfirmDialog
          title="Delete this picture?"
          description="It goes from the gallery and from every shot, for good."
          action="Delete picture"
          onConfirm={async () => {
            await deleteGeneration(generation)
            onDeleted()
          }}
          onClose={() => setConfirming(false)}
        />
      )}
    </div>
  )
}
