import { useOptimisticQuery } from '@everfresh/react'
import { useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { useCallback, useEffect } from 'react'
import { useResurrectionPolling } from '@/shared/hooks/useResurrectionPolling'
import { pageCount } from '../../data/page.ts'
import { remaining } from './generation-changes.ts'
import type { GenerationPage } from './generation.ts'
import { projectPageOptions, type WantedPage } from './project-page.ts'

/**
 * One page of a project's pictures. Turning keeps the page before in sight until the new one is there,
 * and has those beside it fetched ahead.
 */
export function useProjectPage(wanted: WantedPage): UseQueryResult<GenerationPage> {
  const { filters } = wanted
  const query = useOptimisticQuery({
    ...projectPageOptions(wanted),
    select: useCallback((page: GenerationPage) => remaining(page, filters), [filters]),
    // Never across projects: the pictures of another must not stand under this one's name.
    placeholderData: (previous, before) =>
      before?.queryKey[2] === wanted.projectId ? previous : undefined,
    refetchInterval: useResurrectionPolling(),
  })
  const { data, isPlaceholderData } = query
  usePagesBeside(
    wanted,
    data === undefined || isPlaceholderData ? undefined : pageCount(data.total, wanted.limit),
  )
  return query
}

/** Fetches the pages before and after once it is known that they exist. */
function usePagesBeside({ projectId, page, limit, filters }: WantedPage, last?: number): void {
  const queryClient = useQueryClient()
  useEffect(() => {
    if (last === undefined) return
    for (const beside of [page + 1, page - 1]) {
      if (beside < 1 || beside > last) continue
      // An error is no news here: the page says so when it is turned to.
      void queryClient.prefetchQuery(
        projectPageOptions({ projectId, page: beside, limit, filters }),
      )
    }
  }, [queryClient, projectId, page, limit, filters, last])
}
