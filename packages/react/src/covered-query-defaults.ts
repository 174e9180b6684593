import type { PolledQuery, Realtime } from '@everfresh/core'

/** Options of `useQuery` under which covered queries ask for nothing that realtime asks for anyway. */
export interface CoveredQueryDefaults {
  /** Data counts as fresh until its next poll is due: five minutes while live, 5 s otherwise. */
  readonly staleTime: (query: PolledQuery) => number
  /** False: on show and on the network's return realtime fetches what was missed, and nothing else. */
  readonly refetchOnWindowFocus: false
  readonly refetchOnReconnect: false
  /**
   * One quick retry, since then polling asks again. None while the page is hidden, where TanStack would
   * wait until it is shown, and none while the backend is away.
   */
  readonly retry: (failures: number) => boolean
}

/**
 * The defaults for covered queries. With them a component that comes back on screen does not fetch what
 * is kept fresh already, and neither focus nor the network's return fetch beside realtime.
 *
 * @example
 * for (const family of families) queryClient.setQueryDefaults(family, coveredQueryDefaults(realtime))
 *
 * Where all of an app's queries are covered, `new QueryClient({ defaultOptions: { queries } })` does too.
 * Not for queries that nobody invalidates: they would be up to five minutes old.
 */
export function coveredQueryDefaults({
  pollInterval,
  pollMode,
}: Pick<Realtime, 'pollInterval' | 'pollMode'>): CoveredQueryDefaults {
  return {
    staleTime: query => {
      const interval = pollInterval(query)
      return interval === false ? Infinity : interval
    },
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: failures => {
      const { backend, visible } = pollMode.current
      return failures < 1 && visible && backend === 'up'
    },
  }
}
