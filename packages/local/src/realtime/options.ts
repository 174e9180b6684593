/** The pace of the realtime server. Every default is the fastest; the real server's pace is in each sentence. */
export interface RealtimeOptions {
  /** Milliseconds between a join's reply and the `system` message that changes flow. Default 0; really 5 to 15, cold 1000 to 3000. */
  readonly subscribeDelayMs?: number
  /** Milliseconds a refused join takes to be answered, while the whole socket stands still. Default 0; really 5000. */
  readonly joinErrorDelayMs?: number
  /** Milliseconds a refused handshake takes to be answered. Default 0; really 2000. */
  readonly connectErrorDelayMs?: number
  /** Milliseconds between two looks at the database's changes. Default 0: each commit is pushed at once; really 100 to 500. */
  readonly pollIntervalMs?: number
  /** Milliseconds after which a socket that says nothing is closed with 1000. Default 60000, as really. */
  readonly idleTimeoutMs?: number
}

export type Pace = Required<RealtimeOptions>

const fastest: Pace = {
  subscribeDelayMs: 0,
  joinErrorDelayMs: 0,
  connectErrorDelayMs: 0,
  pollIntervalMs: 0,
  idleTimeoutMs: 60_000,
}

/** The pace asked for, the fastest where nothing was asked. */
export function paceOf(options: RealtimeOptions): Pace {
  return { ...fastest, ...options }
}
