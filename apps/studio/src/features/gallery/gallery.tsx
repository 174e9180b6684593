import { Images, Star } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { useSearchParams } from 'wouter'
import { pageCount } from '../../data/page.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { LoadProblem } from '../../ui/load-problem.tsx'
import { Pager } from '../../ui/pager.tsx'
import type { GenerationPage } from './generation.ts'
import { Lightbox } from './lightbox.tsx'
import { PictureGrid, PictureGridSkeleton } from './picture-grid.tsx'
import { type GalleryFilter, PAGE_SIZE, useProjectGenerations } from './use-generations.ts'
import { useLightbox } from './use-lightbox.ts'
import { usePage } from './use-page.ts'
import { useScrollOnTurn } from './use-scroll-on-turn.ts'
import styles from './gallery.module.css'

interface GalleryProps {
  readonly projectId: string
}

/** All pictures of the project, newest first. */
export function Gallery({ projectId }: GalleryProps): ReactNode {
  const [filter, setFilter] = useFilter()
  const [page, setPage] = usePage()
  const top = useScrollOnTurn(page)
  const query = useProjectGenerations({ projectId, page, filter })
  const last = query.data && pageCount(query.data.total, PAGE_SIZE)

  // The page was valid until pictures were deleted. Not while an older page stands in for it.
  const beyond = last !== undefined && page > last && !query.isPlaceholderData
  useEffect(() => {
    if (beyond) setPage(last)
  }, [beyond, last, setPage])

  return (
    <section ref={top} className={styles.gallery} aria-label="Gallery">
      <header className={styles.head}>
        <h1>Gallery</h1>
        <span className={styles.total}>{query.data?.total.toLocaleString('en')}</span>
        <FilterSwitch filter={filter} onFilter={setFilter} />
      </header>
      {query.data ? (
        <GalleryPage
          projectId={projectId}
          data={query.data}
          filter={filter}
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
  readonly filter: GalleryFilter
  readonly turning: boolean
}

function GalleryPage({ projectId, data, filter, turning }: GalleryPageProps): ReactNode {
  const { items } = data
  const lightbox = useLightbox(items)
  return (
    <>
      {data.total === 0 ? (
        <NoPictures filter={filter} />
      ) : (
        <PictureGrid projectId={projectId} items={items} turning={turning} onOpen={lightbox.open} />
      )}
      {lightbox.shown && (
        <Lightbox projectId={projectId} state={lightbox} generation={lightbox.shown.generation} />
      )}
    </>
  )
}

function NoPictures({ filter }: { readonly filter: GalleryFilter }): ReactNode {
  if (filter === 'starred') {
    return (
      <EmptyState icon={<Star />} title="No stars yet">
        Press the star on a picture you like, and it is here too.
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={<Images />} title="No pictures yet">
      Describe one above and press Enter. It appears here as soon as it is made.
    </EmptyState>
  )
}

function useFilter(): [GalleryFilter, (filter: GalleryFilter) => void] {
  const [search, setSearch] = useSearchParams()
  const filter = search.get('starred') === '1' ? 'starred' : 'all'
  return [filter, next => setSearch(next === 'starred' ? { starred: '1' } : {})]
}

const FILTERS: readonly { readonly filter: GalleryFilter; readonly name: string }[] = [
  { filter: 'all', name: 'All' },
  { filter: 'starred', name: 'Starred' },
]

interface FilterSwitchProps {
  readonly filter: GalleryFilter
  readonly onFilter: (filter: GalleryFilter) => void
}

function FilterSwitch({ filter: current, onFilter }: FilterSwitchProps): ReactNode {
  return (
    <div className={styles.filters} role="group" aria-label="Which pictures">
      {FILTERS.map(({ filter, name }) => (
        <button
          key={filter}
          type="button"
          aria-pressed={filter === current}
          onClick={() => onFilter(filter)}
        >
          {name}
        </button>
      ))}
    </div>
  )
}
