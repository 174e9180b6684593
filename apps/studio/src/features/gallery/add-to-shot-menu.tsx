import { Check, Clapperboard, Plus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { explain } from '../../data/request-error.ts'
import { Menu, MenuHeading, MenuItem, MenuLine, MenuScroll } from '../../ui/menu.tsx'
import { useNotify } from '../../ui/notices.tsx'
import { type ShotDialog, ShotDialogs } from '../shots/shot-dialogs.tsx'
import { useShotActions } from '../shots/shot-mutations.ts'
import { useShots } from '../shots/use-shots.ts'
import type { Generation } from './generation.ts'

interface AddToShotMenuProps {
  readonly projectId: string
  readonly generation: Generation
  /** The button that opens it. */
  readonly trigger: ReactNode
}

/** Puts a picture into a shot, or takes it out of one it is in. */
export function AddToShotMenu({ projectId, generation, trigger }: AddToShotMenuProps): ReactNode {
  const [dialog, setDialog] = useState<ShotDialog>()
  return (
    <>
      <Menu label="Add to a shot" trigger={trigger}>
        <MenuHeading>Add to a shot</MenuHeading>
        <ShotChoices projectId={projectId} generation={generation} />
        <MenuItem
          icon={<Plus />}
          onSelect={() =>
            setDialog({ kind: 'create', id: crypto.randomUUID(), generationId: generation.id })
          }
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
function ShotChoices({ projectId, generation }: Omit<AddToShotMenuProps, 'trigger'>): ReactNode {
  const notify = useNotify()
  const { data: shots = [] } = useShots(projectId)
  const { addPicture, removePicture } = useShotActions(projectId)
  if (shots.length === 0) return null

  const toggle = async (shotId: string, name: string): Promise<void> => {
    const inside = generation.shotIds.includes(shotId)
    try {
      await (inside ? removePicture : addPicture)(shotId, generation.id)
      notify('good', inside ? `Removed from “${name}”.` : `Added to “${name}”.`)
    } catch (error) {
      notify('bad', `“${name}” was not changed. ${explain(error)}`)
    }
  }
  return (
    <>
      <MenuScroll>
        {shots.map(({ id, name }) => (
          <MenuItem
            key={id}
            icon={generation.shotIds.includes(id) ? <Check /> : <Clapperboard />}
            onSelect={() => void toggle(id, name)}
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
