import { createRealtime, systemClock, type Realtime } from '@everfresh/core'
import { useEffect } from 'react'
import { authManager, environment, trace } from '@/integrations/supabase/client'
import { postgresChanges } from '@/shared/lib/changeSource'
import { runtimeSettings, useRuntimeSettings } from '@/shared/lib/runtimeSettings'
import { toStudioEvents } from '@/shared/lib/studioEvents'
import { realtime } from '@/shared/providers/realtime'

/**
 * The legacy listener, off by default: a channel of its own for the project, joined again with growing
 * delays when it is lost, but without catch-up; polling carries on beside it. It never listens at the
 * same time as `RealtimeProvider`.
 */
export function useWebSocket(projectId: string | undefined): void {
  const { legacyListenersEnabled } = useRuntimeSettings()
  useEffect(
    () => (legacyListenersEnabled ? legacyListener().follow(projectId) : undefined),
    [legacyListenersEnabled, projectId],
  )
}

let listener: Realtime | undefined

/** Made when it is first wanted. What it hears goes through the one router. */
function legacyListener(): Realtime {
  listener ??= createRealtime({
    source: postgresChanges,
    auth: authManager,
    toEvents: (change, projectId) => {
      for (const event of toStudioEvents(change, projectId)) realtime.emit(event)
      return []
    },
    rules: {},
    families: [],
    enabled: runtimeSettings.current.legacyListenersEnabled,
    clock: systemClock,
    environment,
    trace,
  })
  return listener
}

// One channel at any time: whoever has to be silent is silenced before the other may listen.
runtimeSettings.subscribe(() => {
  const { legacyListenersEnabled, realtimeEnabled } = runtimeSettings.current
  if (!legacyListenersEnabled) listener?.setEnabled(false)
  realtime.setEnabled(realtimeEnabled)
  if (legacyListenersEnabled) listener?.setEnabled(true)
})
