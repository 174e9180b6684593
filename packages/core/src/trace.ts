import { check } from './check.ts'
import type { Clock } from './clock.ts'
import { createListeners } from './listeners.ts'

/** Which part of the system an entry is about; the log tags of the Studio follow these. */
export type TracePart = 'auth' | 'reconnect' | 'connection' | 'router' | 'poller'

export interface TraceEntry {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly part: TracePart
  /** What happened, as a stable word such as `live`, `flush`, `poll`. */
  readonly what: string
  /** Small, printable facts. Never a token, never a row. */
  readonly detail: Readonly<Record<string, unknown>>
}

/** A bounded record of what the system did. Passive: nothing ever reads it to decide. */
export interface Trace {
  readonly add: (part: TracePart, what: string, detail?: Readonly<Record<string, unknown>>) => void
  /** Oldest first. */
  readonly entries: () => readonly TraceEntry[]
  /** Calls `listener` with each new entry. Returns its undo. */
  readonly subscribe: (listener: (entry: TraceEntry) => void) => () => void
}

/** Keeps the newest `capacity` entries (default 500, at least 1). */
export function createTrace(clock: Clock, capacity = 500): Trace {
  check(Number.isInteger(capacity) && capacity > 0, 'capacity', capacity, 'a whole number above 0')
  const ring: TraceEntry[] = []
  const listeners = createListeners<[TraceEntry]>()
  return {
    add: (part, what, detail = {}) => {
      const entry = { at: clock.now(), part, what, detail }
      ring.push(entry)
      if (ring.length > capacity) ring.shift()
      listeners.tell(entry)
    },
    entries: () => [...ring],
    subscribe: listeners.add,
  }
}

/** Records nothing, costs nothing. */
export const noTrace: Trace = {
  add: () => undefined,
  entries: () => [],
  subscribe: () => () => undefined,
}
