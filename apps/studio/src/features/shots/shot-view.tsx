import { ArrowLeft, Clapperboard, Pencil, Trash2 } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { pageCount } from '../../data/page.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { LoadProblem } from '../../ui/load-problem.tsx'
import { Pager } from '../../ui/pager.tsx'
import type { GenerationPage } from '../gallery/generation.ts'
import { Lightbox } from '../gallery/lightbox.tsx'
import { PictureGrid, PictureGridSkeleton } from '../gallery/picture-grid.tsx'
import { PAGE_SIZE, useShotGenerations } from '../gallery/use-generations.ts'
import { useLightbox } from '../gallery/use-lightbox.ts'
import { usePage } from '../gallery/use-page.ts'
import { useScrollOnTurn } from '../gallery/use-scroll-on-turn.ts'
import { type ShotDialog, ShotDialogs } from './shot-dialogs.tsx'
import { UnpositionedNote } from './unpositioned-note.tsx'
import { useShots } from './use-shots.ts'
import styles from './shot-view.module.css'

interface ShotViewProps {
  readonly projectId: string
  readonly shotId: string
}

/** One shot: its pictures in their order. */
export function ShotView({ projectId, shotId }: ShotViewProps): ReactNode {
  const { data: shots, isFetching } = useShots(projectId)
  const shot = shots?.find(({ id }) => id === shotId)
  // A list that is being refreshed may be about to have it.
  if (shots !== undefined && shot === undefined && !isFetching) {
    return <ShotGone projectId={projectId} />
  }
  return (
    <section className={styles.view} aria-label={shot?.name ?? 'Shot'} data-testid="shot-view">
      <ShotHead projectId={projectId} shotId={shotId} name={shot?.name} />
      <ShotPictures projectId={projectId} shotId={shotId} />
    </section>
  )
}

function ShotGone({ projectId }: { readonly projectId: string }): ReactNode {
  const [, goTo] = useLocation()
  return (
    <EmptyState
      icon={<Clapperboard />}
      title="This shot is gone"
      action={
        <Button size="small" onClick={() => goTo(`/p/${projectId}`)}>
          Back to the gallery
        </Button>
      }
    >
      It was deleted, perhaps in another tab. Its pictures are still in the gallery.
    </EmptyState>
  )
}

interface ShotHeadProps extends ShotViewProps {
  /** Undefined until the shots are loaded. */
  readonly name: string | undefined
}

function ShotHead({ projectId, shotId, name }: ShotHeadProps): ReactNode {
  const [, goTo] = useLocation()
  const [dialog, setDialog] = useState<ShotDialog>()
  const named = name === undefined ? undefined : { id: shotId, name }
  return (
    <header className={styles.head}>
      <Link href={`/p/${projectId}`} className={styles.back}>
        <ArrowLeft aria-hidden />
        Gallery
      </Link>
      <h1 className={styles.name}>{name}</h1>
      {named && (
        <div className={styles.actions}>
          <IconButton
            label="Rename this shot"
            onClick={() => setDialog({ kind: 'rename', ...named })}
          >
            <Pencil />
          </IconButton>
          <IconButton
            label="Delete this shot"
            onClick={() => setDialog({ kind: 'delete', ...named })}
          >
            <Trash2 />
          </IconButton>
        </div>
      )}
      <ShotDialogs
        projectId={projectId}
        dialog={dialog}
        onClose={() => setDialog(undefined)}
        onDeleted={() => goTo(`/p/${projectId}`)}
      />
    </header>
  )
}

function ShotPictures({ projectId, shotId }: ShotViewProps): ReactNode {
  const [page, setPage] = usePage()
  const top = useScrollOnTurn(page)
  const query = useShotGenerations(shotId, page)
  const last = query.data && pageCount(query.data.total, PAGE_SIZE)

  const beyond = last !== undefined && page > last && !query.isPlaceholderData
  useEffect(() => {
    if (beyond) setPage(last)
  }, [beyond, last, setPage])

  if (!query.data) return <LoadProblem query={query} fallback={<PictureGridSkeleton />} />
  return (
    <section ref={top} className={styles.pictures} aria-label="Pictures of the shot">
      <UnpositionedNote projectId={projectId} shotId={shotId} items={query.data.items} />
      <ShotGrid
        projectId={projectId}
        shotId={shotId}
        data={query.data}
        turning={query.isPlaceholderData || beyond}
      />
      <Pager page={page} pageCount={last ?? 1} onPage={setPage} label="Pages of the shot" />
    </section>
  )
}

interface ShotGridProps extends ShotViewProps {
  readonly data: GenerationPage
  readonly turning: boolean
}

function ShotGrid({ projectId, shotId, data, turning }: ShotGridProps): ReactNode {
  const lightbox = useLightbox(data.items)
  return (
    <>
      {data.total === 0 ? (
        <EmptyState icon={<Clapperboard />} title="This shot is empty">
          Add pictures to it from the gallery, or make some now: with this shot open, what you make
          joins it.
        </EmptyState>
      ) : (
        <PictureGrid
          projectId={projectId}
          shotId={shotId}
          items={data.items}
          turning={turning}
          onOpen={lightbox.open}
        />
      )}
      {lightbox.shown && (
        <Lightbox projectId={projectId} state={lightbox} generation={lightbox.shown.generation} />
      )}
    </>
  )
}
