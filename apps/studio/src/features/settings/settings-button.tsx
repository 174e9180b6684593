import { Settings as Cog } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { IconButton } from '../../ui/icon-button.tsx'
import { whenShown } from '../../ui/when-shown.tsx'
import type { Project } from '../projects/use-projects.ts'

const SettingsDialog = whenShown(async () => (await import('./settings-dialog.tsx')).SettingsDialog)

/** Opens the settings. */
export function SettingsButton({ project }: { readonly project: Project | undefined }): ReactNode {
  const [open, setOpen] = useState(false)
  return (
    <>
      <IconButton label="Settings" data-testid="settings" onClick={() => setOpen(true)}>
        <Cog />
      </IconButton>
      {open && <SettingsDialog project={project} onClose={() => setOpen(false)} />}
    </>
  )
}
