import { queryFreshness, type QueryFreshness, type Source } from '@everfresh/core'
import { useQueryClient, type QueryKey } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useRealtimeContext } from './provider.tsx'
import { useSource } from './use-source.ts'
import { useStable } from './use-stable.ts'

/** How old what is on screen is. */
export interface Freshness {
  /**
   * When the oldest of the data on the screen was fetched, in ms since the epoch; undefined before the
   * first fetch. Only covered queries count, and only what was fetched: data set by hand is as old as the
   * fetch that it stands on.
   */
  readonly updatedAt: number | undefined
}

/** How old the data on the screen is. Re-renders when a fetch moves it, and only then. */
export function useFreshness(): Freshness
/**
 * How fresh the query of exactly this key is in the surrounding `QueryClientProvider`'s cache: live, polled
 * (how often), or why not. Re-renders when that changes, and only then: no event, poll or heartbeat that changes
 * nothing does. It fetches and mounts nothing. A key that no query has is `unknown`, and so it is for all keys
 * on a server and while a page takes over what that rendered. Never throws, but outside of a
 * `RealtimeProvider` (`no-provider`).
 */
export function useFreshness(queryKey: QueryKey): QueryFreshness
export function useFreshness(queryKey?: QueryKey): Freshness | QueryFreshness {
  const realtime = useRealtimeContext()
  const cache = useQueryClient().getQueryCache()
  const key = useStable(queryKey)
  const source = useMemo(
    (): Source<QueryFreshness | number | undefined> =>
      key === undefined ? realtime.freshAsOf : queryFreshness(realtime, key, cache),
    [realtime, key, cache],
  )
  const known = useSource(source)
  return typeof known === 'object' ? known : { updatedAt: known }
}
