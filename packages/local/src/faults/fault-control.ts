import type { Faults, Outage } from '../context.ts'
import { readCloseCode, readFaultChange, type FaultChange } from './fault-change.ts'

/** What is broken at this moment. */
export interface FaultState {
  readonly rest: Outage | null
  readonly auth: Outage | null
  readonly storage: Outage | null
  readonly realtime: 'on' | 'off'
}

/** Breaks parts of the backend on purpose, and mends them. */
export interface FaultControl {
  state(): FaultState
  /** Changes the named parts only. Throws FaultError and changes nothing when a value makes no sense. */
  set(change: FaultChange): void
  /** Mends everything. Cut sockets stay cut; clients come back by themselves. */
  clear(): void
  /**
   * Closes every WebSocket with a code, 1012 (the server restarts) by default; 1006 cuts the
   * connections without a word. Returns how many there were. New ones are welcome.
   */
  dropSockets(code?: number): number
}

/** The code a client sees when its connection ends without a word. */
const CUT = 1006

/** Nothing broken. */
export function noFaults(): Faults {
  return { rest: undefined, auth: undefined, storage: undefined, realtimeOn: true }
}

/** Gives control over `faults`, which the parts read at each request. */
export function controlFaults(faults: Faults, cutSockets: (code?: number) => number): FaultControl {
  const set = (change: FaultChange): void => {
    const { rest, auth, storage, realtime } = readFaultChange(change)
    if (rest !== undefined) faults.rest = rest ?? undefined
    if (auth !== undefined) faults.auth = auth ?? undefined
    if (storage !== undefined) faults.storage = storage ?? undefined
    if (realtime !== undefined) faults.realtimeOn = realtime === 'on'
    if (realtime === 'off') cutSockets(CUT)
  }
  return {
    state: () => ({
      rest: faults.rest ?? null,
      auth: faults.auth ?? null,
      storage: faults.storage ?? null,
      realtime: faults.realtimeOn ? 'on' : 'off',
    }),
    set,
    clear: () => set({ rest: null, auth: null, storage: null, realtime: 'on' }),
    dropSockets: code => cutSockets(readCloseCode(code)),
  }
}
