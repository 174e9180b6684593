import type { StreamName } from './fault.ts'

/** What is done once, to what is open at this moment. */
export type ActName =
  | 'dropSockets'
  | 'silenceSockets'
  | 'closeChannels'
  | 'crashChannels'
  | 'expireTokens'
  | 'limitChannels'
  | 'restartEngine'
  | 'killPoller'

/** Whom an act strikes: everything that is open, or what belongs to a user or a topic. */
export interface ActScope {
  /** The id of a user, the `sub` of the token that a channel was joined with. */
  readonly user?: string
  /** The name of a channel, without `realtime:`. */
  readonly topic?: string
  /** How many at most, in the order in which they were opened. Default: all. */
  readonly count?: number
}

/** The same for sockets: those with a channel in scope. */
export interface DropScope extends ActScope {
  /**
   * The code of the WebSocket's end. Default 1012, the server restarts; 1006 cuts the connection
   * without a word.
   */
  readonly code?: number
}

/** Which of the database's streams an act strikes. */
export interface StreamScope {
  /** Default: both. */
  readonly what?: StreamName
}
