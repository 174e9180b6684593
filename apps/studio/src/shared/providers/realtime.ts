import { createRealtime, systemClock, type Realtime } from '@everfresh/core'
import { authManager, backendReports, environment, trace } from '@/integrations/supabase/client'
import { onAuthHeal } from '@/integrations/supabase/reconnect/ReconnectScheduler'
import { changeSource } from '@/shared/lib/changeSource'
import { config } from '@/shared/lib/config'
import { rules, type StudioEvent } from '@/shared/lib/InvalidationRouter'
import { families } from '@/shared/lib/queryKeys'
import { toStudioEvents } from '@/shared/lib/studioEvents'

/** The Studio's realtime: one for the page, made once, outlives every component. */
export const realtime: Realtime<StudioEvent> = createRealtime<StudioEvent>({
  source: changeSource,
  auth: authManager,
  toEvents: toStudioEvents,
  rules,
  families,
  enabled: config.realtimeEnabled,
  polling:
    config.deadmodeForcePollingMs === undefined ? {} : { visibleMs: config.deadmodeForcePollingMs },
  backend: backendReports,
  clock: systemClock,
  environment,
  trace,
})
onAuthHeal(realtime.heal)
