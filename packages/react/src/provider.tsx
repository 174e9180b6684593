import { EverfreshError, type Realtime } from '@everfresh/core'
import { notifyManager, useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, useEffect, type ReactNode } from 'react'

const RealtimeContext = createContext<Realtime | undefined>(undefined)

/** Props of `RealtimeProvider`. */
export interface RealtimeProviderProps {
  /**
   * Made once, outside of React: it outlives StrictMode. Where hot reload replaces the module that makes it,
   * stop the old one (`import.meta.hot?.dispose(realtime.stop)`).
   */
  readonly realtime: Realtime
  /** What to listen to; undefined or `''`: nothing yet. A change closes the old channel and opens the new one. */
  readonly scope: string | undefined
  readonly children: ReactNode
}

/**
 * Keeps the surrounding `QueryClientProvider`'s cache fresh while mounted. Several providers share one
 * channel: the scope that was asked for last is listened to.
 */
export function RealtimeProvider({ realtime, scope, children }: RealtimeProviderProps): ReactNode {
  const queryClient = useQueryClient()
  useEffect(() => realtime.attach(queryClient.getQueryCache()), [realtime, queryClient])
  useEffect(() => {
    const cache = queryClient.getQueryCache()
    // React's own notification waits in the same queue, before ours.
    return realtime.trace.renders({
      pollMode: realtime.pollMode,
      cache,
      schedule: notifyManager.schedule,
    })
  }, [realtime, queryClient])
  useEffect(() => realtime.follow(scope), [realtime, scope])
  return <RealtimeContext.Provider value={realtime}>{children}</RealtimeContext.Provider>
}

/** The provider's realtime. Throws a `no-provider` error outside of one. */
export function useRealtimeContext(): Realtime {
  const realtime = useContext(RealtimeContext)
  if (realtime === undefined)
    throw new EverfreshError(
      'no-provider',
      'There is no realtime here: this component is outside of <RealtimeProvider>. Put the provider above it.',
    )
  return realtime
}
