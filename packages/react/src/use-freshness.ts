import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useSyncExternalStore } from 'react'
import { useRealtimeContext } from './provider.tsx'

export interface Freshness {
  /** When the oldest of the shown, covered queries was last fetched, in ms since the epoch; undefined before the first. */
  readonly updatedAt: number | undefined
}

/** How old the data on the screen is. Re-renders when a fetch moves it. */
export function useFreshness(): Freshness {
  const realtime = useRealtimeContext()
  const cache = useQueryClient().getQueryCache()
  const subscribe = useCallback((listener: () => void) => cache.subscribe(listener), [cache])
  const updatedAt = useSyncExternalStore(subscribe, realtime.freshAsOf, () => undefined)
  return { updatedAt }
}
