import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { NameDialog } from '../../ui/name-dialog.tsx'
import { useProjectActions } from './project-mutations.ts'
import type { Project } from './use-projects.ts'

export type ProjectDialog =
  /** The id is chosen when the dialog opens, so that saving again after a lost answer makes no second project. */
  | { readonly kind: 'create'; readonly id: string }
  | { readonly kind: 'rename'; readonly project: Project }
  | { readonly kind: 'delete'; readonly project: Project }

interface ProjectDialogsProps {
  readonly dialog: ProjectDialog | undefined
  readonly onClose: () => void
}

export function ProjectDialogs({ dialog, onClose }: ProjectDialogsProps): ReactNode {
  const [, goTo] = useLocation()
  const { create, rename, remove } = useProjectActions()
  switch (dialog?.kind) {
    case undefined:
      return null
    case 'create':
      return (
        <NameDialog
          title="New project"
          label="Name"
          action="Create project"
          onSave={async name => {
            await create({ id: dialog.id, name })
            goTo(`/p/${dialog.id}`)
          }}
          onClose={onClose}
        />
      )
    case 'rename':
      return (
        <NameDialog
          title="Rename project"
          label="Name"
          action="Rename"
          initialName={dialog.project.name}
          onSave={name => rename(dialog.project.id, name)}
          onClose={onClose}
        />
      )
    case 'delete':
      return (
        <ConfirmDialog
          title={`Delete “${dialog.project.name}”?`}
          description="Its pictures, shots and waiting tasks go with it, for good."
          action="Delete project"
          onConfirm={async () => {
            await remove(dialog.project.id)
            goTo('/')
          }}
          onClose={onClose}
        />
      )
  }
}
