import type { ReactNode } from 'react'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { NameDialog } from '../../ui/name-dialog.tsx'
import { useShotActions } from './shot-mutations.ts'

export type ShotDialog =
  /** The id is chosen when the dialog opens, so that saving again makes no second shot. */
  | { readonly kind: 'create'; readonly id: string; readonly generationId?: string }
  | { readonly kind: 'rename'; readonly id: string; readonly name: string }
  | { readonly kind: 'delete'; readonly id: string; readonly name: string }

interface ShotDialogsProps {
  readonly projectId: string
  readonly dialog: ShotDialog | undefined
  readonly onClose: () => void
  readonly onDeleted?: () => void
}

export function ShotDialogs(props: ShotDialogsProps): ReactNode {
  const { projectId, dialog, onClose, onDeleted } = props
  const { create, rename, remove, addPicture } = useShotActions(projectId)
  switch (dialog?.kind) {
    case undefined:
      return null
    case 'create':
      return (
        <NameDialog
          title={dialog.generationId === undefined ? 'New shot' : 'New shot with this picture'}
          label="Name"
          action="Create shot"
          onSave={async name => {
            await create({ id: dialog.id, name })
            if (dialog.generationId !== undefined) await addPicture(dialog.id, dialog.generationId)
          }}
          onClose={onClose}
        />
      )
    case 'rename':
      return (
        <NameDialog
          title="Rename shot"
          label="Name"
          action="Rename"
          initialName={dialog.name}
          onSave={name => rename({ id: dialog.id, name })}
          onClose={onClose}
        />
      )
    case 'delete':
      return (
        <ConfirmDialog
          title={`Delete “${dialog.name}”?`}
          description="Its pictures stay in the gallery; only the shot and its order go."
          action="Delete shot"
          onConfirm={async () => {
            await remove(dialog.id)
            onDeleted?.()
          }}
          onClose={onClose}
        />
      )
  }
}
