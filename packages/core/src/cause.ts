/** Why the connection is not live, as a word to decide by. */
export type CauseCode =
  | 'socket-closed'
  | 'channel-closed'
  | 'channel-error'
  | 'timed-out'
  | 'heartbeat-missed'
  | 'token-expired'
  | 'token-changed'
  | 'server-restarting'
  | 'server-not-ready'
  | 'too-many-requests'
  | 'unauthorized'
  | 'misconfigured'
  | 'realtime-disabled'

/** Why the connection is not live: a code to decide by, and a sentence for people. */
export interface Cause {
  readonly code: CauseCode
  /** A sentence for a person: what happened and, where known, what to do. */
  readonly message: string
  /**
   * Present when the server refuses parts of the scope (such as tables): those that it named. Empty when
   * it is some part and not said which.
   */
  readonly refused?: readonly string[]
}

/**
 * Who heals what:
 * - `client`: the client library rejoins by itself; it is given some seconds before we do it.
 * - `backoff`: the channel is gone or useless; ours is replaced after a growing delay.
 * - `renew`: the channel is replaced at once, nothing is wrong with the server.
 * - `fatal`: trying soon would only fail again; probed rarely, and at once when the session changes.
 */
export type Remedy = 'client' | 'backoff' | 'renew' | 'fatal'

/** Of those that are not here it is `backoff`; so it is of a code of a newer source. */
const remedies: Readonly<Partial<Record<CauseCode, Remedy>>> = {
  'socket-closed': 'client',
  'server-restarting': 'client',
  'heartbeat-missed': 'client',
  'token-expired': 'renew',
  'token-changed': 'renew',
  unauthorized: 'fatal',
  misconfigured: 'fatal',
  'realtime-disabled': 'fatal',
}

/** Who heals `cause`. What is not known to be hopeless is worth another try. */
export function remedyFor(cause: Cause): Remedy {
  return remedies[cause.code] ?? 'backoff'
}
