import { type ReactNode, useEffect } from 'react'
import { filtersKey } from '@/shared/lib/queryKeys'
import { pageCount } from '../../data/page.ts'
import { LoadProblem } from '../../ui/load-problem.tsx'
import { useSmallScreen } from '../../ui/media-query.ts'
import { Pager } from '../../ui/pager.tsx'
import { type GalleryFilters } from './filters.ts'
import { GalleryToolbar } from './gallery-toolbar.tsx'
import type { GenerationPage } from './generation.ts'
import { Lightbox } from './lightbox.tsx'
import { NoPictures } from './no-pictures.tsx'
import { PictureGrid, PictureGridSkeleton } from './picture-grid.tsx'
import { useGalleryAddress } from './use-gallery-address.ts'
import { useLightbox } from './use-lightbox.ts'
import { usePage } from './use-page.ts'
import { useProjectPage } from './use-project-page.ts'
import { useScrollOnTurn } from './use-scroll-on-turn.ts'
import styles from './gallery.module.css'

/** How many pictures a page has: fewer where they are loaded by a phone. */
const PAGE_SIZE = { wide: 45, small: 20 } as const

interface GalleryProps {
  readonly projectId: string
}

/** The pictures of the project, newest first. */
export function Gallery({ projectId }: GalleryProps): ReactNode {
  const { filters, setFilters } = useGalleryAddress()
  const [page, setPage] = usePage()
  const top = useScrollOnTurn(`${page} ${filtersKey(filters)}`)
  const limit = useSmallScreen() ? PAGE_SIZE.small : PAGE_SIZE.wide
  const query = useProjectPage({ projectId, page, limit, filters })
  const last = query.data && pageCount(query.data.total, limit)

  // The page was valid until pictures were deleted. Not while an older page stands in for it.
  const beyond = last !== undefined && page > last && !query.isPlaceholderData
  useEffect(() => {
    if (beyond) setPage(last)
  }, [beyond, last, setPage])

  return (
    <section ref={top} className={styles.gallery} aria-label="Gallery">
      <header className={styles.head}>
        <h1>Gallery</h1>
        <span className={styles.total} data-testid="gallery-total">
          {query.data?.total.toLocaleString('en')}
        </span>
      </header>
      <GalleryToolbar projectId={projectId} filters={filters} onFilters={setFilters} />
      {query.data ? (
        <GalleryPage
          projectId={projectId}
          data={query.data}
          filters={filters}
          onFilters={setFilters}
          turning={query.isPlaceholderData || beyond}
        />
      ) : (
        <LoadProblem query={query} fallback={<PictureGridSkeleton />} />
      )}
      {last !== undefined && (
        <Pager page={page} pageCount={last} onPage={setPage} label="Pages of the gallery" />
      )}
    </section>
  )
}

interface GalleryPageProps {
  readonly projectId: string
  readonly data: GenerationPage
  readonly filters: GalleryFilters
  readonly onFilters: (filters: GalleryFilters) => void
  readonly turning: boolean
}

function GalleryPage(props: GalleryPageProps): ReactNode {
  const { projectId, data, filters, onFilters, turning } = props
  const { items } = data
  const lightbox = useLightbox(items)
  return (
    <>
      {data.total === 0 && !turning ? (
        <NoPictures filters={filters} onFilters={onFilters} />
      ) : (
        <PictureGrid projectId={projectId} items={items} turning={turning} onOpen={lightbox.open} />
      )}
      {lightbox.shown && (
        <Lightbox projectId={projectId} state={lightbox} generation={lightbox.shown.generation} />
      )}
    </>
  )
}
