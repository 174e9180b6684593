import type { HoldOptions, QueryKey } from '@everfresh/core'
import { useEffect } from 'react'
import { useRealtimeContext } from './provider.tsx'
import { useStable } from './use-stable.ts'

/**
 * Holds `scope` while `active`, such as while a list is dragged or a name is edited: nothing under it is
 * fetched over what the person sees. Released when `active` ends, the scope changes or the component is
 * unmounted; then what changed meanwhile is fetched once. Other scopes are not touched. A hold ends by
 * itself after `timeoutMs` (default 30000), also while `active`: `Infinity` lasts as long as the component.
 */
export function useHold(scope: QueryKey, active: boolean, options?: HoldOptions): void {
  const realtime = useRealtimeContext()
  const stableScope = useStable(scope)
  const stableOptions = useStable(options)
  useEffect(() => {
    if (active) return realtime.hold(stableScope, stableOptions)
    return undefined
  }, [realtime, active, stableScope, stableOptions])
}
