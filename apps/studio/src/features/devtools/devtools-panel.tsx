import { EverfreshDevtools } from '@everfresh/react/devtools/production'
import type { ReactNode } from 'react'
import { reconnectScheduler } from '@/integrations/supabase/client'
import { runDiagnosis } from '@/shared/lib/diagnose'
import { runtimeSettings } from '@/shared/lib/runtimeSettings'
import { realtime } from '@/shared/providers/realtime'
import { shownTheme } from '../settings/theme.ts'
import { devtoolsOpen } from './devtools-open.ts'

/** The panel over the Studio's own realtime; what a person switches in it, holds for every tab. */
export function DevtoolsPanel(): ReactNode {
  return (
    <EverfreshDevtools
      realtime={realtime}
      diagnose={runDiagnosis}
      open
      button="none"
      theme={shownTheme()}
      onOpenChange={open => devtoolsOpen.set(open)}
      onReconnect={askForReconnect}
      onSetEnabled={setEnabled}
    />
  )
}

function askForReconnect(): void {
  reconnectScheduler.request({ source: 'devtools', reason: 'asked', priority: 'high' })
}

function setEnabled(enabled: boolean): void {
  runtimeSettings.set({ realtimeEnabled: enabled })
}
