import { Film } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { pageCount } from '../../data/page.ts'
import { cx } from '../../ui/cx.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { LoadProblem } from '../../ui/load-problem.tsx'
import { Pager } from '../../ui/pager.tsx'
import { Picture } from '../../ui/picture.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import type { Generation } from '../gallery/generation.ts'
import { Lightbox } from '../gallery/lazy-lightbox.tsx'
import { type Place, useLightbox } from '../gallery/use-lightbox.ts'
import { MakeFilm } from './make-film.tsx'
import { RemoveFromShot } from './remove-from-shot.tsx'
import { useShotVideos } from './use-shot-images.ts'
import { useVideoCounts } from './use-video-counts.ts'
import { VideoCount } from './video-count.tsx'
import tile from '../../ui/tile.module.css'
import styles from './shot-videos.module.css'

interface ShotVideosProps {
  readonly projectId: string
  readonly shotId: string
  /** Undefined until the shots are loaded. */
  readonly shotName: string | undefined
}

/** The films of a shot, newest first, and how to get one more. */
export function ShotVideos({ projectId, shotId, shotName }: ShotVideosProps): ReactNode {
  const { data: counts } = useVideoCounts(projectId)
  const query = useShotVideos(shotId)
  return (
    <section className={styles.videos} aria-label="Videos of the shot">
      <header className={styles.head}>
        <h2>Videos</h2>
        <VideoCount count={counts?.get(shotId)} />
      </header>
      <MakeFilm projectId={projectId} shotId={shotId} shotName={shotName} />
      {query.data === undefined ? (
        <LoadProblem query={query} fallback={<Skeleton className={styles.skeleton} />} />
      ) : (
        <VideoPages projectId={projectId} shotId={shotId} items={query.data.items} />
      )}
    </section>
  )
}

const VIDEOS_A_PAGE = 6

interface VideoPagesProps extends Omit<ShotVideosProps, 'shotName'> {
  readonly items: readonly Generation[]
}

function VideoPages({ projectId, shotId, items }: VideoPagesProps): ReactNode {
  const [asked, setPage] = useState(1)
  // What was there at first is not news; what comes later is.
  const [old] = useState(() => new Set(items.map(({ id }) => id)))
  const lightbox = useLightbox(items)
  if (items.length === 0) {
    return (
      <EmptyState icon={<Film />} title="No videos yet">
        A film goes through the pictures of the shot in their order.
      </EmptyState>
    )
  }
  const last = pageCount(items.length, VIDEOS_A_PAGE)
  const page = Math.min(asked, last)
  const first = (page - 1) * VIDEOS_A_PAGE
  return (
    <>
      <ul className={styles.grid}>
        {items.slice(first, first + VIDEOS_A_PAGE).map((generation, index) => (
          <ShotVideo
            key={generation.id}
            projectId={projectId}
            shotId={shotId}
            place={{ generation, index: first + index }}
            fresh={!old.has(generation.id)}
            onOpen={lightbox.open}
          />
        ))}
      </ul>
      <Pager page={page} pageCount={last} onPage={setPage} label="Pages of videos" />
      {lightbox.shown && (
        <Lightbox projectId={projectId} state={lightbox} generation={lightbox.shown.generation} />
      )}
    </>
  )
}

interface ShotVideoProps extends Omit<ShotVideosProps, 'shotName'> {
  readonly place: Place
  /** True for one that came while the page was open. */
  readonly fresh: boolean
  readonly onOpen: (place: Place) => void
}

function ShotVideo({ projectId, shotId, place, fresh, onOpen }: ShotVideoProps): ReactNode {
  const { generation } = place
  const { id, prompt, url, thumbUrl } = generation
  return (
    <li
      className={cx(tile.tile, styles.video)}
      data-testid="shot-video"
      data-id={id}
      data-fresh={fresh || undefined}
    >
      <button
        type="button"
        className={tile.open}
        onClick={() => onOpen(place)}
        aria-label={`Watch: ${prompt}`}
      >
        <Picture url={url} fallbackUrl={thumbUrl} alt={prompt} />
      </button>
      <div className={styles.actions}>
        <RemoveFromShot projectId={projectId} image={{ shotId, generation, was: 'video' }} />
      </div>
    </li>
  )
}
