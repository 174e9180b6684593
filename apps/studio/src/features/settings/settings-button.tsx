import { Settings as Cog } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { IconButton } from '../../ui/icon-button.tsx'
import type { Project } from '../projects/use-projects.ts'

const SettingsDialog = lazy(async () => {
  const { SettingsDialog: part } = await import('./settings-dialog.tsx')
  return { default: part }
})

/** Opens the settings. */
export function SettingsButton({ project }: { readonly project: Project | undefined }): ReactNode {
  const [open, setOpen] = useState(false)
  return (
    <>
      <IconButton label="Settings" data-testid="settings" onClick={() => setOpen(true)}>
        <Cog />
      </IconButton>
      <Suspense>
        {open && <SettingsDialog project={project} onClose={() => setOpen(false)} />}
      </Suspense>
    </>
  )
}
