/** Who is signed in. */
export interface Session {
  readonly userId: string
  /** The bearer token. Compared, handed to the server, never logged. */
  readonly accessToken: string
  readonly isAnonymous: boolean
  /** When the token ends, in ms since the epoch; undefined when that is not known. */
  readonly expiresAt?: number
}

/** Whether `told` can be a session, or nobody: what comes through a port is not what its type says. */
export function isSession(told: Session | null): boolean {
  return told === null || (isText(told?.userId) && isText(told.accessToken))
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

/** The port through which sessions come: the one subscription to the auth client in the whole app. */
export interface SessionSource {
  /**
   * Calls `listener` with each session the auth client tells of (null: nobody), the present one
   * included, as soon as it is known. `event` is the client's own word for it, for the trace only.
   */
  readonly subscribe: (listener: (session: Session | null, event: string) => void) => () => void
  /**
   * Makes sure that the session still holds and renews it if need be; what comes of it is told through
   * `subscribe`. Called when the page wakes up. Never throws.
   */
  readonly check?: () => void
}
