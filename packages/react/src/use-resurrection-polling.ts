import { EverfreshError, type PolledQuery } from '@everfresh/core'
import { useCallback } from 'react'
import { useRealtimeContext } from './provider.tsx'
import { useSource } from './use-source.ts'

/** Options of `useResurrectionPolling`; what is left out is as for all queries. */
export interface ResurrectionPollingOptions {
  /**
   * Between the polls of this query while visible and not live, in ms, with a jitter of up to a fifth.
   * Default: `polling.visibleMs` of `createRealtime` (5000). A covered query is asked at least as often as
   * the others, so for it a longer interval changes nothing. Throws an `invalid-option` error below 1.
   */
  readonly intervalMs?: number
  /** Default true. False: never by TanStack; a covered query is then polled as if without the hook. */
  readonly enabled?: boolean
}

/** The longest that a timer can be: browsers keep a delay in 32 bits. */
const LONGEST_MS = 2 ** 31 - 1

/**
 * Returns a `refetchInterval` for `useQuery`: in ms, or false. Not needed for queries of a declared
 * family, which are polled anyway; a query that uses it is polled by TanStack instead, while visible,
 * and never by both. It gives the same number for a query until that has been fetched again, so rendering
 * does not restart the timer, and renders its component when what decides the number changes. It only
 * answers: nothing is fetched or marked by asking. Throws an `invalid-option` error for an interval that is
 * none.
 */
export function useResurrectionPolling({
  intervalMs,
  enabled = true,
}: ResurrectionPollingOptions = {}): (query: PolledQuery) => number | false {
  if (intervalMs !== undefined && !(intervalMs >= 1 && intervalMs <= LONGEST_MS))
    throw new EverfreshError(
      'invalid-option',
      `useResurrectionPolling: intervalMs is ${intervalMs}. It must be a number of ms from 1 to ${LONGEST_MS}; leave it out for the interval of createRealtime.`,
    )
  const { pollMode, pollInterval } = useRealtimeContext()
  // TanStack asks again when the component renders.
  useSource(pollMode)
  return useCallback(
    (query: PolledQuery) =>
      enabled && pollInterval(query, intervalMs === undefined ? {} : { visibleMs: intervalMs }),
    [enabled, intervalMs, pollInterval],
  )
}
