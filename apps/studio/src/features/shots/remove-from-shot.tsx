import { CircleMinus } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '../../ui/icon-button.tsx'
import { type ImageOfShot, useRemoveFromShot } from './image-mutations.ts'

interface RemoveFromShotProps {
  readonly projectId: string
  readonly image: ImageOfShot
}

/** Takes a picture out of a shot. It stays in the gallery, so nobody is asked first. */
export function RemoveFromShot({ projectId, image }: RemoveFromShotProps): ReactNode {
  const remove = useRemoveFromShot(projectId)
  return (
    <IconButton
      label="Remove from this shot"
      look="picture"
      onClick={() => remove(image)}
      data-testid="remove-from-shot"
    >
      <CircleMinus />
    </IconButton>
  )
}
