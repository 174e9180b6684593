import { type QueryCacheNotifyEvent, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { isBackendAway } from '../data/request-error.ts'

/** Whether requests reach the backend: what the last fetch of any query came to. */
export type BackendHealth = 'answering' | 'away'

/** What an event of the query cache says about the backend; undefined when it says nothing. */
export function verdictOf(event: QueryCacheNotifyEvent): BackendHealth | undefined {
  if (event.type !== 'updated') return undefined
  const { action } = event
  if (action.type === 'success') return action.manual === true ? undefined : 'answering'
  if (action.type === 'error') return isBackendAway(action.error) ? 'away' : undefined
  return undefined
}

export function useBackendHealth(): BackendHealth {
  const cache = useQueryClient().getQueryCache()
  const [health, setHealth] = useState<BackendHealth>('answering')
  useEffect(
    () =>
      cache.subscribe(event => {
        const verdict = verdictOf(event)
        // Most events say nothing, and some of them come while React renders.
        if (verdict !== undefined) setHealth(verdict)
      }),
    [cache],
  )
  return health
}
