import { ChevronLeft, ChevronRight } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { type ReactNode, useEffect, useEffectEvent } from 'react'
import { IconButton } from '../../ui/icon-button.tsx'
import { useNotify } from '../../ui/notices.tsx'
import { useFocusReturn } from '../../ui/use-focus-return.ts'
import type { Generation } from './generation.ts'
import { LightboxBar } from './lightbox-bar.tsx'
import { LightboxDetails } from './lightbox-details.tsx'
import { LightboxPicture } from './lightbox-picture.tsx'
import { useLightboxKeys } from './use-lightbox-keys.ts'
import type { LightboxState } from './use-lightbox.ts'
import { useOneGeneration } from './use-one-generation.ts'
import { useSwipe } from './use-swipe.ts'
import styles from './lightbox.module.css'

interface LightboxProps {
  readonly projectId: string
  readonly generation: Generation
  readonly state: LightboxState
}

/** One picture, as large as it goes. Arrows and swipes turn, Escape closes, S stars, D downloads, Delete deletes. */
export function Lightbox({ projectId, generation: opened, state }: LightboxProps): ReactNode {
  const generation = useFresh(projectId, opened, state)
  const { previous, next, open } = state
  const keys = useLightboxKeys(projectId, generation, state)
  // To the picture that was looked at last, which need not be the one that was pressed.
  const returnFocus = useFocusReturn(() => tileOf(generation.id))
  const swipe = useSwipe({ onLeft: next, onRight: previous, onDown: () => open(undefined) })
  return (
    <Dialog.Root open onOpenChange={stays => !stays && open(undefined)}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.backdrop} />
        <Dialog.Content
          className={styles.lightbox}
          onKeyDown={keys.onKeyDown}
          // The whole lightbox takes the focus: a first button in it would show its tooltip.
          onOpenAutoFocus={event => {
            event.preventDefault()
            if (event.target instanceof HTMLElement) event.target.focus()
          }}
          onCloseAutoFocus={returnFocus}
          aria-describedby={undefined}
          data-testid="lightbox"
          data-id={generation.id}
        >
          <Dialog.Title className={styles.hidden}>{generation.prompt || 'Picture'}</Dialog.Title>
          <LightboxBar
            projectId={projectId}
            generation={generation}
            deleting={keys.deleting}
            onDeleting={keys.setDeleting}
            onDelete={keys.remove}
          />
          <div className={styles.stage} {...swipe}>
            <TurnButton direction="previous" onTurn={previous} />
            <LightboxPicture key={generation.id} generation={generation} />
            <TurnButton direction="next" onTurn={next} />
          </div>
          <LightboxDetails projectId={projectId} generation={generation} />
          <FetchedAhead generations={state.beside} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** The open picture as it is now. One that was deleted elsewhere gives way to the next, with a word. */
function useFresh(projectId: string, opened: Generation, state: LightboxState): Generation {
  const notify = useNotify()
  const alone = useOneGeneration(projectId, opened, state.isListed)
  const isGone = alone === null
  const leave = useEffectEvent(() => {
    notify('bad', 'That picture was deleted elsewhere.')
    const turn = state.next ?? state.previous ?? (() => state.open(undefined))
    turn()
  })
  useEffect(() => {
    if (isGone) leave()
  }, [isGone])
  return alone ?? opened
}

function tileOf(id: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`li[data-id="${CSS.escape(id)}"] button`)
}

interface TurnButtonProps {
  readonly direction: 'previous' | 'next'
  readonly onTurn: (() => void) | undefined
}

function TurnButton({ direction, onTurn }: TurnButtonProps): ReactNode {
  return (
    <IconButton
      label={direction === 'previous' ? 'Previous picture' : 'Next picture'}
      look="picture"
      bare
      className={styles[direction]}
      disabled={onTurn === undefined}
      onClick={onTurn}
      data-testid={`lightbox-${direction}`}
    >
      {direction === 'previous' ? <ChevronLeft /> : <ChevronRight />}
    </IconButton>
  )
}

/** Has the neighbours loaded before they are turned to. */
function FetchedAhead({ generations }: { readonly generations: readonly Generation[] }): ReactNode {
  return (
    <div hidden>
      {generations.map(
        ({ id, url }) => url !== undefined && <img key={id} src={url} alt="" decoding="async" />,
      )}
    </div>
  )
}
