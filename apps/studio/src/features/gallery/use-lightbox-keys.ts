import { type KeyboardEvent, useState } from 'react'
import { downloadPicture } from './download.ts'
import { useDeleteGeneration, useStar } from './generation-mutations.ts'
import type { Generation } from './generation.ts'
import type { LightboxState } from './use-lightbox.ts'

interface LightboxKeys {
  readonly onKeyDown: (event: KeyboardEvent) => void
  /** Whether the person is being asked if they mean it. */
  readonly deleting: boolean
  readonly setDeleting: (deleting: boolean) => void
  readonly remove: () => void
}

/** What the keys of the lightbox do to the picture that is open. */
export function useLightboxKeys(
  projectId: string,
  generation: Generation,
  { previous, next, open }: LightboxState,
): LightboxKeys {
  const star = useStar(projectId)
  const deleteGeneration = useDeleteGeneration(projectId)
  const [deleting, setDeleting] = useState(false)
  const actions: Readonly<Record<string, (() => void) | undefined>> = {
    ArrowLeft: previous,
    ArrowRight: next,
    s: () => star({ generation, starred: !generation.starred }),
    d: () => downloadPicture(generation),
    Delete: () => setDeleting(true),
    Backspace: () => setDeleting(true),
  }
  return {
    onKeyDown: event => {
      const { target, key } = event
      const isElsewhere = target instanceof Element && target.closest('[role=menu]') !== null
      if (deleting || isElsewhere || event.ctrlKey || event.metaKey || event.altKey) return
      actions[key.length === 1 ? key.toLowerCase() : key]?.()
    },
    deleting,
    setDeleting,
    remove: () => {
      // First on to the next, so that nobody sees the picture go and takes it for somebody else's doing.
      const turn = next ?? previous ?? (() => open(undefined))
      turn()
      deleteGeneration(generation)
    },
  }
}
