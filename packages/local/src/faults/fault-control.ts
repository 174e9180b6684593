import type { Faults, Outage, RealtimeMode } from '../context.ts'
import type { ChannelEnding } from '../realtime/channel/channel.ts'
import {
  readCloseCode,
  readFaultChange,
  readTopic,
  type FaultChange,
  type Refusal,
} from './fault-change.ts'

/** What is broken at this moment. */
export interface FaultState {
  readonly rest: Outage | null
  readonly auth: Outage | null
  readonly storage: Outage | null
  readonly realtime: RealtimeMode
  readonly joins: Refusal | null
}

/** Breaks parts of the backend on purpose, and mends them. */
export interface FaultControl {
  state(): FaultState
  /** Changes the named parts only. Throws FaultError and changes nothing when a value makes no sense. */
  set(change: FaultChange): void
  /** Mends everything. Cut and silenced sockets stay dead, hung handshakes hung; clients come back by themselves. */
  clear(): void
  /**
   * Closes every WebSocket with a code, 1012 (the server restarts) by default; 1006 cuts the
   * connections without a word. Returns how many there were. New ones are welcome.
   */
  dropSockets(code?: number): number
  /** Ends channels (all, or those of one topic) as the server does unasked: `phx_close`. Returns how many. */
  readonly closeChannels: (topic?: string) => number
  /** Ends channels as when their process on the server fails: `phx_error`. Returns how many. */
  readonly crashChannels: (topic?: string) => number
  /**
   * Ends channels as when their token runs out: a `system` error, then `phx_close`. Returns how many.
   * The token itself stays good, and so does a join with it.
   */
  readonly expireTokens: (topic?: string) => number
}

/** What can be done to the sockets and channels that are open. */
export interface FaultTargets {
  dropSockets(code?: number): number
  silenceSockets(): void
  endChannels(how: ChannelEnding, topic?: string): number
}

/** The code a client sees when its connection ends without a word. */
const CUT = 1006

/** Nothing broken. */
export function noFaults(): Faults {
  return { rest: undefined, auth: undefined, storage: undefined, realtime: 'on', joins: undefined }
}

/** Gives control over `faults`, which the parts read at each request. */
export function controlFaults(faults: Faults, targets: FaultTargets): FaultControl {
  const set = (change: FaultChange): void => {
    const { rest, auth, storage, realtime, joins } = readFaultChange(change)
    if (rest !== undefined) faults.rest = rest ?? undefined
    if (auth !== undefined) faults.auth = auth ?? undefined
    if (storage !== undefined) faults.storage = storage ?? undefined
    if (joins !== undefined) faults.joins = joins?.reason
    if (realtime !== undefined) faults.realtime = realtime
    if (realtime === 'off') targets.dropSockets(CUT)
    if (realtime === 'half-open') targets.silenceSockets()
  }
  return {
    state: () => ({
      rest: faults.rest ?? null,
      auth: faults.auth ?? null,
      storage: faults.storage ?? null,
      realtime: faults.realtime,
      joins: faults.joins === undefined ? null : { reason: faults.joins },
    }),
    set,
    clear: () => set({ rest: null, auth: null, storage: null, realtime: 'on', joins: null }),
    dropSockets: code => targets.dropSockets(readCloseCode(code)),
    closeChannels: topic => targets.endChannels('close', readTopic(topic)),
    crashChannels: topic => targets.endChannels('crash', readTopic(topic)),
    expireTokens: topic => targets.endChannels('expire', readTopic(topic)),
  }
}
