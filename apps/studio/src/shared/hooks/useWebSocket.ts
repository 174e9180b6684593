import { createRealtime, systemClock, type Realtime } from '@everfresh/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { authManager, environment, trace } from '@/integrations/supabase/client'
import { changeSource } from '@/shared/lib/changeSource'
import { config } from '@/shared/lib/config'
import { rules, type StudioEvent } from '@/shared/lib/InvalidationRouter'
import { toStudioEvents } from '@/shared/lib/studioEvents'

/**
 * The fallback of the rollout, off by default: with `VITE_LEGACY_LISTENERS_ENABLED=true` and
 * `VITE_REALTIME_ENABLED=false` the project's channel is listened to again, with backoff and
 * re-subscription but without proof or catch-up, while polling carries on beside it.
 */
export function useWebSocket(projectId: string | undefined): void {
  const queryClient = useQueryClient()
  useEffect(() => {
    if (!config.legacyListenersEnabled || config.realtimeEnabled) return
    const legacy = listen()
    const undos = [
      legacy.attach(queryClient.getQueryCache()),
      legacy.follow(projectId),
      legacy.stop,
    ]
    return () => {
      for (const undo of undos) undo()
    }
  }, [projectId, queryClient])
}

/** No families: what is polled and caught up stays with the provider. */
function listen(): Realtime {
  return createRealtime<StudioEvent>({
    source: changeSource,
    auth: authManager,
    toEvents: toStudioEvents,
    rules,
    families: [],
    clock: systemClock,
    environment,
    trace,
  })
}
