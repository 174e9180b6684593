import { Images, SearchX, Star } from 'lucide-react'
import type { ReactNode } from 'react'
import { filtersKey } from '@/shared/lib/queryKeys'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { EVERYTHING, type GalleryFilters, isFiltered } from './filters.ts'

interface NoPicturesProps {
  readonly filters: GalleryFilters
  readonly onFilters: (filters: GalleryFilters) => void
}

const ONLY_STARRED = filtersKey({ ...EVERYTHING, starredOnly: true })

/** Says why there is nothing to see, and what to do about it. */
export function NoPictures({ filters, onFilters }: NoPicturesProps): ReactNode {
  if (!isFiltered(filters)) {
    return (
      <EmptyState icon={<Images />} title="No pictures yet">
        Describe one above and press Enter, or drop a picture of your own here.
      </EmptyState>
    )
  }
  const clear = (
    <Button size="small" onClick={() => onFilters(EVERYTHING)} data-testid="clear-filters">
      Clear filters
    </Button>
  )
  if (filtersKey(filters) === ONLY_STARRED) {
    return (
      <EmptyState icon={<Star />} title="No stars yet" action={clear}>
        Press the star on a picture you like, and it is here too.
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={<SearchX />} title="No picture matches" action={clear}>
      The pictures of this project are still there; these filters leave none of them.
    </EmptyState>
  )
}
