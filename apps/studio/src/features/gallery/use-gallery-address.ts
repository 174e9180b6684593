import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'wouter'
import { type GalleryFilters, readFilters, writeFilters } from './filters.ts'

interface GalleryAddress {
  readonly filters: GalleryFilters
  /** Each change can be taken back with the browser's own button, unless it only `refines` the last one. */
  readonly setFilters: (filters: GalleryFilters, refines?: boolean) => void
}

/** The filters as the address has them: reloading, going back and sharing it keep them. */
export function useGalleryAddress(): GalleryAddress {
  const [search, setSearch] = useSearchParams()
  const filters = useMemo(() => readFilters(search), [search])
  const setFilters = useCallback(
    (next: GalleryFilters, refines = false) =>
      setSearch(previous => writeFilters(previous, next), { replace: refines }),
    [setSearch],
  )
  return { filters, setFilters }
}
