import type { Clock, Realtime, TraceSnapshot } from '@everfresh/core'
import type { Finding } from '@everfresh/core/diagnose'

/** Where a diagnosis stands, as `diagnose` of `@everfresh/supabase/diagnose` tells it. */
export interface DiagnosisProgress {
  /** The check that begins now; undefined: all are done. */
  readonly check: string | undefined
  readonly done: number
  readonly total: number
}

/** Looks for what is wrong, most likely first. It may say how far it is, and ends when `signal` says so. */
export type Diagnose = (
  onProgress: (progress: DiagnosisProgress) => void,
  signal: AbortSignal,
) => Promise<readonly Finding[]>

/** Props of the panel. */
export interface EverfreshDevtoolsPanelProps {
  /** What is looked at. Undefined: nothing is live, and the panel shows only snapshots. */
  readonly realtime?: Realtime | undefined
  /**
   * Looks for what is wrong, such as `(onProgress, signal) => diagnose({ realtime, …, onProgress, signal })`
   * from `@everfresh/supabase/diagnose`. Called when a person asks for it, never before; `signal` ends it when
   * the panel is closed. Default: there is none, and the Doctor says so.
   */
  readonly diagnose?: Diagnose | undefined
  /** Shown from the beginning in place of what is live, read-only. A person can close it or load another. */
  readonly snapshot?: TraceSnapshot | undefined
  /** Default `system`: as the device is. */
  readonly theme?: 'light' | 'dark' | 'system' | undefined
  /** For the panel's one `<style>`, on a page whose Content-Security-Policy asks for a nonce. */
  readonly nonce?: string | undefined
  /** A person asks for a connection. Default: `realtime.reconnect`. */
  readonly onReconnect?: (() => void) | undefined
  /** A person switches realtime off or on. Default: `realtime.setEnabled`. */
  readonly onSetEnabled?: ((enabled: boolean) => void) | undefined
  /** A person closes the panel. Default: it has no button to close. */
  readonly onClose?: (() => void) | undefined
  /** The time, for words such as "3 s ago". Default: the system's. */
  readonly clock?: Clock | undefined
}

/** Props of the button that opens the panel. */
export interface EverfreshDevtoolsProps extends Omit<EverfreshDevtoolsPanelProps, 'onClose'> {
  /** Where the floating button is. Default `bottom-right`; `none`: the app opens the panel by `open`. */
  readonly button?: 'bottom-right' | 'bottom-left' | 'none' | undefined
  /** Whether the panel is open, where the app decides. Default: a person does, and this browser keeps it. */
  readonly open?: boolean | undefined
  /** A person opens or closes the panel. */
  readonly onOpenChange?: ((open: boolean) => void) | undefined
}
