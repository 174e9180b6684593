import { Copy, Ellipsis, Pencil, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import type { ShotDialog } from './shot-dialogs.tsx'
import { type NamedShot, useDuplicateShot } from './shot-mutations.ts'

interface ShotMenuProps {
  readonly projectId: string
  readonly shot: NamedShot
  readonly onDialog: (dialog: ShotDialog) => void
  readonly className?: string | undefined
}

/** What can be done with a shot as a whole. */
export function ShotMenu({ projectId, shot, onDialog, className }: ShotMenuProps): ReactNode {
  const { id, name } = shot
  const duplicate = useDuplicateShot(projectId)
  return (
    <Menu
      label={`Shot ${name}`}
      trigger={
        <IconButton label={`More about ${name}`} bare className={className} data-testid="shot-menu">
          <Ellipsis />
        </IconButton>
      }
    >
      <MenuItem
        icon={<Pencil />}
        onSelect={() => onDialog({ kind: 'rename', id, name })}
        data-testid="shot-rename"
      >
        Rename…
      </MenuItem>
      <MenuItem
        icon={<Copy />}
        onSelect={() => duplicate({ id, name, newId: crypto.randomUUID() })}
        data-testid="shot-duplicate"
      >
        Duplicate
      </MenuItem>
      <MenuItem
        icon={<Trash2 />}
        danger
        onSelect={() => onDialog({ kind: 'delete', id, name })}
        data-testid="shot-delete"
      >
        Delete…
      </MenuItem>
    </Menu>
  )
}
