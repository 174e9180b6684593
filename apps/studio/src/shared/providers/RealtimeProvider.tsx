import { catchingUp, pollEveryMs } from '@everfresh/core'
import {
  RealtimeProvider as EverfreshProvider,
  useRealtime as useEverfresh,
  UserBoundary,
  useSource,
  type UseRealtime,
} from '@everfresh/react'
import { onlineManager } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { SignInProgress } from '@/integrations/supabase/auth/anonymousSignIn'
import { anonymousSignIn, authManager, reconnectScheduler } from '@/integrations/supabase/client'
import { useWebSocket } from '@/shared/hooks/useWebSocket'
import { runtimeSettings } from '@/shared/lib/runtimeSettings'
import { realtime } from './realtime'
import { userClients } from './userClients'

export { useFreshness } from '@everfresh/react'

// TanStack believes in a network until an event says otherwise, also in a page that was opened without one.
onlineManager.setOnline(navigator.onLine)

interface AppProvidersProps {
  /** Shown until somebody is signed in. */
  readonly fallback?: ReactNode
  readonly children: ReactNode
}

/** A cache for each user: nothing of one is ever shown to another. */
export function AppProviders({ fallback, children }: AppProvidersProps): ReactNode {
  return (
    <UserBoundary clients={userClients} fallback={fallback}>
      {children}
    </UserBoundary>
  )
}

interface RealtimeProviderProps {
  /** The project on screen; undefined: none yet. */
  readonly projectId: string | undefined
  readonly children: ReactNode
}

/** Owns the channel `task-updates:${projectId}` and keeps the cache fresh. */
export function RealtimeProvider({ projectId, children }: RealtimeProviderProps): ReactNode {
  useWebSocket(projectId)
  return (
    <EverfreshProvider realtime={realtime} scope={projectId}>
      {children}
    </EverfreshProvider>
  )
}

const askForReconnect = (): void =>
  reconnectScheduler.request({ source: 'person', reason: 'asked', priority: 'high' })

/** A person's wish: for every tab of this browser, and over what the address says. */
const setEnabled = (enabled: boolean): void => runtimeSettings.set({ realtimeEnabled: enabled })

/** The state of the connection, for the screen. */
export function useRealtime(): UseRealtime {
  return { ...useEverfresh(), reconnect: askForReconnect, setEnabled }
}

const behind = catchingUp(realtime)

/** Whether it is live, while what was missed before is still being fetched. */
export function useCatchingUp(): boolean {
  return useSource(behind)
}

/**
 * How far apart polls are at this moment without a live connection, in ms: slower when nobody does anything, and
 * when the backend asks for it.
 */
export function usePollEveryMs(): number {
  return pollEveryMs(useSource(realtime.pollMode), realtime.polling, useSource(realtime.state).log)
}

/** The signed-in user. Throws outside of `AppProviders`, which renders nothing without one. */
export function useUser(): { readonly id: string; readonly isAnonymous: boolean } {
  const state = useSource(authManager.state)
  if (state.name !== 'signed-in')
    throw new Error('Nobody is signed in: this component is outside of <AppProviders>.')
  return { id: state.session.userId, isAnonymous: state.session.isAnonymous }
}

/** Where the first sign-in stands. */
export function useSignIn(): SignInProgress {
  return useSource(anonymousSignIn.progress)
}
