import { useCallback } from 'react'
import { useSearchParams } from 'wouter'

/** The page of the list on screen, from 1, as the address has it; anything odd there is page 1. */
export function usePage(): [number, (page: number) => void] {
  const [search, setSearch] = useSearchParams()
  const asked = Number(search.get('page') ?? '1')
  const page = Number.isSafeInteger(asked) && asked >= 1 ? Math.min(asked, 100_000) : 1
  const setPage = useCallback(
    (next: number) =>
      setSearch(previous => {
        const changed = new URLSearchParams(previous)
        if (next === 1) changed.delete('page')
        else changed.set('page', String(next))
        return changed
      }),
    [setSearch],
  )
  return [page, setPage]
}
