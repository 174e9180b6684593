import { ChevronLeft, ChevronRight } from 'lucide-react'
import { Dialog } from 'radix-ui'
import type { KeyboardEvent, ReactNode } from 'react'
import { IconButton } from '../../ui/icon-button.tsx'
import { Picture } from '../../ui/picture.tsx'
import type { Generation } from './generation.ts'
import { LightboxBar } from './lightbox-bar.tsx'
import { LightboxDetails } from './lightbox-details.tsx'
import type { LightboxState, Place } from './use-lightbox.ts'
import styles from './lightbox.module.css'

interface LightboxProps {
  readonly projectId: string
  readonly generation: Generation
  readonly state: LightboxState
}

/** One picture, as large as it goes. Arrows turn, Escape closes. */
export function Lightbox({ projectId, generation, state }: LightboxProps): ReactNode {
  const { previous, next, open } = state
  const turn = (place: Place | undefined): void => {
    if (place) open(place)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowLeft') turn(previous)
    if (event.key === 'ArrowRight') turn(next)
  }
  return (
    <Dialog.Root open onOpenChange={stays => !stays && open(undefined)}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.backdrop} />
        <Dialog.Content
          className={styles.lightbox}
          onKeyDown={onKeyDown}
          // The whole lightbox takes the focus: a first button in it would show its tooltip.
          onOpenAutoFocus={event => {
            event.preventDefault()
            if (event.target instanceof HTMLElement) event.target.focus()
          }}
          aria-describedby={undefined}
          data-testid="lightbox"
          data-id={generation.id}
        >
          <Dialog.Title className={styles.hidden}>{generation.prompt}</Dialog.Title>
          <LightboxBar
            projectId={projectId}
            generation={generation}
            onDeleted={() => open(next ?? previous)}
          />
          <div className={styles.stage}>
            <TurnButton direction="previous" place={previous} onTurn={turn} />
            <Picture
              key={generation.id}
              className={styles.picture}
              url={generation.url}
              fallbackUrl={generation.thumbUrl}
              alt={generation.prompt}
              fit="contain"
              eager
            />
            <TurnButton direction="next" place={next} onTurn={turn} />
          </div>
          <LightboxDetails generation={generation} />
          <Fetched places={[previous, next]} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

interface TurnButtonProps {
  readonly direction: 'previous' | 'next'
  readonly place: Place | undefined
  readonly onTurn: (place: Place | undefined) => void
}

function TurnButton({ direction, place, onTurn }: TurnButtonProps): ReactNode {
  return (
    <IconButton
      label={direction === 'previous' ? 'Previous picture' : 'Next picture'}
      look="picture"
      bare
      className={styles[direction]}
      disabled={place === undefined}
      onClick={() => onTurn(place)}
      data-testid={`lightbox-${direction}`}
    >
      {direction === 'previous' ? <ChevronLeft /> : <ChevronRight />}
    </IconButton>
  )
}

/** Has the neighbours loaded before they are turned to. */
function Fetched({ places }: { readonly places: readonly (Place | undefined)[] }): ReactNode {
  return (
    <div hidden>
      {places.map(place => {
        const url = place?.generation.url
        return url !== undefined && <img key={url} src={url} alt="" />
      })}
    </div>
  )
}
