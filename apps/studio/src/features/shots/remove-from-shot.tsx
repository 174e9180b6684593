import { CircleMinus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { explain } from '../../data/request-error.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { useNotify } from '../../ui/notices.tsx'
import { useShotActions } from './shot-mutations.ts'

interface RemoveFromShotProps {
  readonly projectId: string
  readonly shotId: string
  readonly generationId: string
}

/** Takes a picture out of a shot. It stays in the gallery, so nobody is asked first. */
export function RemoveFromShot(props: RemoveFromShotProps): ReactNode {
  const { projectId, shotId, generationId } = props
  const notify = useNotify()
  const { removePicture } = useShotActions(projectId)
  const [busy, setBusy] = useState(false)
  const remove = async (): Promise<void> => {
    setBusy(true)
    try {
      await removePicture(shotId, generationId)
    } catch (error) {
      notify('bad', `The picture was not removed. ${explain(error)}`)
    }
    setBusy(false)
  }
  return (
    <IconButton
      label="Remove from this shot"
      look="picture"
      disabled={busy}
      onClick={() => void remove()}
      data-testid="remove-from-shot"
    >
      <CircleMinus />
    </IconButton>
  )
}
