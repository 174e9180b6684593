import { createRealtime, systemClock, type Realtime } from '@everfresh/core'
import { authManager, backendReports, environment, trace } from '@/integrations/supabase/client'
import { onAuthHeal } from '@/integrations/supabase/reconnect/ReconnectScheduler'
import { changeSource } from '@/shared/lib/changeSource'
import { explainInConsole } from '@/shared/lib/explainInConsole'
import { rules, type StudioEvent } from '@/shared/lib/InvalidationRouter'
import { families } from '@/shared/lib/queryKeys'
import { runtimeSettings } from '@/shared/lib/runtimeSettings'
import { toStudioEvents } from '@/shared/lib/studioEvents'

/** The Studio's realtime: one for the page, made once, outlives every component. */
export const realtime: Realtime<StudioEvent> = createRealtime({
  source: changeSource,
  auth: authManager,
  toEvents: toStudioEvents,
  rules,
  families,
  enabled: runtimeSettings.current.realtimeEnabled,
  backend: backendReports,
  clock: systemClock,
  environment,
  trace,
})
onAuthHeal(realtime.heal)
explainInConsole(realtime)

function applyPolling(): void {
  const { pollingMs } = runtimeSettings.current
  realtime.setPolling(pollingMs === undefined ? {} : { visibleMs: pollingMs })
}
applyPolling()
// Which listener is on is `useWebSocket`'s to apply: it knows both.
runtimeSettings.subscribe(applyPolling)
