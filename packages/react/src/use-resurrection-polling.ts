import { pollInterval, type CachedQuery, type PolledQuery } from '@everfresh/core'
import { useCallback } from 'react'
import { useRealtimeContext } from './provider.tsx'
import { useSource } from './use-source.ts'

type Query = PolledQuery & Pick<CachedQuery, 'queryKey'>

/**
 * Returns a `refetchInterval` for `useQuery`: in ms, or false. Not needed for queries of a declared
 * family, which are polled anyway; a query that uses it is polled by TanStack instead, while visible.
 * It gives the same number for a query until that has been fetched again, so rendering does not restart
 * the timer, and renders its component when what decides the number changes.
 */
export function useResurrectionPolling(): (query: Query) => number | false {
  const { modeOf, pollMode, polling } = useRealtimeContext()
  // Renders when what decides the numbers changes; TanStack then asks for them anew.
  useSource(pollMode)
  return useCallback(
    (query: Query) => pollInterval(modeOf(query), query, polling),
    [modeOf, polling],
  )
}
