import type { ReactNode } from 'react'
import { ConfirmDialog, NameDialog } from '../../ui/dialogs.ts'
import type { Generation } from '../gallery/generation.ts'
import { useCreateShot, useDeleteShot, useRenameShot } from './shot-mutations.ts'

export type ShotDialog =
  /** The id is chosen when the dialog opens, so that saving again makes no second shot. */
  | { readonly kind: 'create'; readonly id: string; readonly generation?: Generation }
  | { readonly kind: 'rename'; readonly id: string; readonly name: string }
  | { readonly kind: 'delete'; readonly id: string; readonly name: string }

interface ShotDialogsProps {
  readonly projectId: string
  readonly dialog: ShotDialog | undefined
  readonly onClose: () => void
  readonly onDeleted?: () => void
}

export function ShotDialogs(props: ShotDialogsProps): ReactNode {
  const { dialog, ...others } = props
  switch (dialog?.kind) {
    case undefined:
      return null
    case 'create':
      return <CreateDialog {...others} dialog={dialog} />
    case 'rename':
      return <RenameDialog {...others} dialog={dialog} />
    case 'delete':
      return <DeleteDialog {...others} dialog={dialog} />
  }
}

type DialogProps<Kind> = Omit<ShotDialogsProps, 'dialog'> & {
  readonly dialog: Extract<ShotDialog, { readonly kind: Kind }>
}

function CreateDialog({ projectId, dialog, onClose }: DialogProps<'create'>): ReactNode {
  const create = useCreateShot(projectId)
  const { id, generation } = dialog
  return (
    <NameDialog
      title={generation === undefined ? 'New shot' : 'New shot with this picture'}
      label="Name"
      action="Create shot"
      onSave={async name => create({ id, name, generation })}
      onClose={onClose}
    />
  )
}

function RenameDialog({ projectId, dialog, onClose }: DialogProps<'rename'>): ReactNode {
  const rename = useRenameShot(projectId)
  return (
    <NameDialog
      title="Rename shot"
      label="Name"
      action="Rename"
      initialName={dialog.name}
      onSave={async name => rename({ id: dialog.id, name })}
      onClose={onClose}
    />
  )
}

function DeleteDialog(props: DialogProps<'delete'>): ReactNode {
  const { projectId, dialog, onClose, onDeleted } = props
  const remove = useDeleteShot(projectId)
  return (
    <ConfirmDialog
      title={`Delete “${dialog.name}”?`}
      description="Its pictures stay in the gallery; only the shot and its order go."
      action="Delete shot"
      onConfirm={async () => {
        remove(dialog)
        onDeleted?.()
      }}
      onClose={onClose}
    />
  )
}
