import { Check, Clapperboard, Plus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuHeading, MenuItem, MenuLine, MenuScroll } from '../../ui/menu.tsx'
import { useAddToShot, useRemoveFromShot } from '../shots/image-mutations.ts'
import { type ShotDialog, ShotDialogs } from '../shots/shot-dialogs.tsx'
import { useShots } from '../shots/use-shots.ts'
import type { Generation } from './generation.ts'

interface AddToShotMenuProps {
  readonly projectId: string
  readonly generation: Generation
}

/** Puts a picture into a shot, or takes it out of one it is in. */
export function AddToShotMenu({ projectId, generation }: AddToShotMenuProps): ReactNode {
  const [dialog, setDialog] = useState<ShotDialog>()
  return (
    <>
      <Menu
        label="Add to a shot"
        trigger={
          <IconButton label="Add to a shot" look="picture" data-testid="add-to-shot">
            <Clapperboard />
          </IconButton>
        }
      >
        <MenuHeading>Add to a shot</MenuHeading>
        <ShotChoices projectId={projectId} generation={generation} />
        <MenuItem
          icon={<Plus />}
          onSelect={() => setDialog({ kind: 'create', id: crypto.randomUUID(), generation })}
          data-testid="add-to-new-shot"
        >
          New shot with this picture…
        </MenuItem>
      </Menu>
      <ShotDialogs projectId={projectId} dialog={dialog} onClose={() => setDialog(undefined)} />
    </>
  )
}

/** A component of its own, so that only an open menu observes the shots, not each picture of a page. */
function ShotChoices({ projectId, generation }: AddToShotMenuProps): ReactNode {
  const { data: shots = [] } = useShots(projectId)
  const add = useAddToShot(projectId)
  const remove = useRemoveFromShot(projectId)
  if (shots.length === 0) return null

  const toggle = (shotId: string, shotName: string): void =>
    (generation.shotIds.includes(shotId) ? remove : add)({ shotId, shotName, generation })
  return (
    <>
      <MenuScroll>
        {shots.map(({ id, name }) => (
          <MenuItem
            key={id}
            icon={generation.shotIds.includes(id) ? <Check /> : <Clapperboard />}
            onSelect={() => toggle(id, name)}
            data-testid="add-to-shot-option"
          >
            {name}
          </MenuItem>
        ))}
      </MenuScroll>
      <MenuLine />
    </>
  )
}
