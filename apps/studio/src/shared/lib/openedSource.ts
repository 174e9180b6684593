import { runtimeSettings } from './runtimeSettings'
import type { RealtimeSource } from './switches'

/** What this page listens to: as it was switched when the page was opened. */
export const openedSource: RealtimeSource = runtimeSettings.current.realtimeSource
