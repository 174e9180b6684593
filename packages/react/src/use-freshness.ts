import { useRealtimeContext } from './provider.tsx'
import { useSource } from './use-source.ts'

export interface Freshness {
  /**
   * When the oldest of the data on the screen was fetched, in ms since the epoch; undefined before the
   * first fetch. Only covered queries count, and only what was fetched: data set by hand is as old as the
   * fetch that it stands on.
   */
  readonly updatedAt: number | undefined
}

/** How old the data on the screen is. Re-renders when a fetch moves it, and only then. */
export function useFreshness(): Freshness {
  return { updatedAt: useSource(useRealtimeContext().freshAsOf) }
}
