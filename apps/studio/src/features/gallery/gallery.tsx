import { type ReactNode, useEffect, useMemo } from 'react'
import { filtersKey } from '@/shared/lib/queryKeys'
import { pageCount } from '../../data/page.ts'
import { LoadProblem } from '../../ui/load-problem.tsx'
import { useSmallScreen } from '../../ui/media-query.ts'
import { Pager } from '../../ui/pager.tsx'
import { type GalleryFilters, matches } from './filters.ts'
import { GalleryToolbar } from './gallery-toolbar.tsx'
import type { Generation, GenerationPage } from './generation.ts'
import { Lightbox } from './lazy-lightbox.tsx'
import { NoPictures } from './no-pictures.tsx'
import { PictureGrid, PictureGridSkeleton } from './picture-grid.tsx'
import { UploadArea } from './uploads/upload-area.tsx'
import { UploadButton } from './uploads/upload-button.tsx'
import { toPlaceholder, withPlaceholders } from './uploads/upload.ts'
import { type Uploads, useUploads } from './uploads/use-uploads.ts'
import { useGalleryAddress } from './use-gallery-address.ts'
import { type LightboxPages, useLightbox } from './use-lightbox.ts'
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
  const uploads = useUploads(projectId)
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
        <UploadButton onFiles={uploads.add} />
      </header>
      <GalleryToolbar projectId={projectId} filters={filters} onFilters={setFilters} />
      <UploadArea onFiles={uploads.add}>
        {query.data ? (
          <GalleryPage
            projectId={projectId}
            data={query.data}
            filters={filters}
            onFilters={setFilters}
            uploads={uploads}
            pages={{
              page,
              last: last ?? 1,
              onPage: setPage,
              isHere: !query.isPlaceholderData && !beyond,
            }}
          />
        ) : (
          <LoadProblem query={query} fallback={<PictureGridSkeleton />} />
        )}
      </UploadArea>
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
  readonly uploads: Uploads
  readonly pages: LightboxPages
}

function GalleryPage(props: GalleryPageProps): ReactNode {
  const { projectId, data, filters, onFilters, uploads, pages } = props
  const items = useWithUploads(props)
  const lightbox = useLightbox(data.items, pages)
  return (
    <>
      {items.length === 0 && data.total === 0 && pages.isHere ? (
        <NoPictures filters={filters} onFilters={onFilters} />
      ) : (
        <PictureGrid
          projectId={projectId}
          items={items}
          uploads={uploads}
          turning={!pages.isHere}
          onOpen={lightbox.open}
        />
      )}
      {lightbox.shown && (
        <Lightbox projectId={projectId} state={lightbox} generation={lightbox.shown.generation} />
      )}
    </>
  )
}

/** The pictures of the page; on the first, those that are being uploaded come before them. */
function useWithUploads(props: GalleryPageProps): readonly Generation[] {
  const { data, filters, uploads, pages } = props
  const isFirst = pages.page === 1
  return useMemo(() => {
    if (!isFirst) return data.items
    const shown = uploads.uploads.filter(upload => matches(toPlaceholder(upload), filters))
    return withPlaceholders(data.items, shown)
  }, [data.items, filters, uploads.uploads, isFirst])
}
