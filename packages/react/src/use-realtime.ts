import type { RealtimeState } from '@everfresh/core'
import { useRealtimeContext } from './provider.tsx'
import { useSource } from './use-source.ts'

/** What `useRealtime` returns. */
export interface UseRealtime extends RealtimeState {
  /** Tries at once when there is no connection; a healthy one is left alone. */
  readonly reconnect: () => void
  /** Switches realtime off or on while the app runs; polling carries everything meanwhile. */
  readonly setEnabled: (enabled: boolean) => void
}

/** The state of the connection, for the screen. Re-renders only when it changes. */
export function useRealtime(): UseRealtime {
  const { state, reconnect, setEnabled } = useRealtimeContext()
  return { ...useSource(state), reconnect, setEnabled }
}
