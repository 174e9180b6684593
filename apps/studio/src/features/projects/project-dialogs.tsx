import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { explain } from '../../data/request-error.ts'
import { ConfirmDialog, NameDialog } from '../../ui/dialogs.ts'
import { useNotify } from '../../ui/notices.tsx'
import { useCreateProject, useDeleteProject, useRenameProject } from './project-mutations.ts'
import { type Project, useProjects } from './use-projects.ts'

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
  const create = useCreateProject()
  const rename = useRenameProject()
  const remove = useRemoveOpenProject()
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
          onSave={async name => rename({ ...dialog.project, name })}
          onClose={onClose}
        />
      )
    case 'delete':
      return (
        <ConfirmDialog
          title={`Delete “${dialog.project.name}”?`}
          description="Its pictures, shots and waiting tasks go with it, for good."
          action="Delete project"
          onConfirm={() => remove(dialog.project)}
          onClose={onClose}
        />
      )
  }
}

/** Deletes the project that is open and leads to another one, at once where there is another. */
function useRemoveOpenProject(): (project: Project) => Promise<void> {
  const [, goTo] = useLocation()
  const { data: projects = [] } = useProjects()
  const remove = useDeleteProject()
  const notify = useNotify()
  return async ({ id, name }) => {
    const other = projects.find(project => project.id !== id)
    if (other === undefined) {
      await remove(id)
      return goTo('/')
    }
    goTo(`/p/${other.id}`)
    remove(id).catch((error: unknown) =>
      notify('bad', `“${name}” was not deleted. ${explain(error)}`),
    )
  }
}
