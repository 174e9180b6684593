/** Who is signed in. */
export interface Session {
  readonly userId: string
  /** The bearer token. Compared, handed to the server, never logged. */
  readonly accessToken: string
  readonly isAnonymous: boolean
}

/** The port through which sessions come: the one subscription to the auth client in the whole app. */
export interface SessionSource {
  /**
   * Calls `listener` with each session the auth client tells of (null: nobody), the present one
   * included, as soon as it is known. `event` is the client's own word for it, for the trace only.
   */
  readonly subscribe: (listener: (session: Session | null, event: string) => void) => () => void
}
