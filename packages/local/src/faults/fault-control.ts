import type { ActName, ActScope, DropScope, StreamScope } from './act.ts'
import type { Fault, FaultInfo, FaultScope } from './fault.ts'
import type { Switches, SwitchChange } from './switches.ts'

/** One fault that was added. */
export interface FaultHandle {
  readonly id: string
  /** Mends it: what it holds back goes on. A second call does nothing. */
  remove(): void
  /** How often it has struck. */
  strikes(): number
}

/**
 * Breaks the backend on purpose, and mends it. Faults are active together, in the order in which they
 * were added. Mending brings nothing back that is dead: clients come back by themselves.
 */
export interface FaultControl {
  /** Adds a fault, for all or for a scope. Throws FaultError, which names the field and what it takes. */
  add(fault: Fault, scope?: FaultScope): FaultHandle
  /** What was added and not removed, in that order; also what is spent, or over because its time is up. */
  list(): readonly FaultInfo[]
  /** Removes one by its id; false when it is not there (any more). */
  remove(id: string): boolean
  /** Removes every fault. */
  reset(): void

  /** Shorthand for the commonest faults, one of each: changes the named ones only. Throws FaultError. */
  set(change: SwitchChange): void
  /** The faults that `set` has added and that are still there. */
  state(): Switches

  /** Closes sockets, those with a channel in scope. Returns how many. New ones are welcome. */
  dropSockets(scope?: DropScope): number
  /** Makes sockets half-open: they stay, and nothing goes through them any more. Returns how many. */
  silenceSockets(scope?: ActScope): number
  /** Ends channels as the server does unasked: `phx_close`. Returns how many. */
  closeChannels(scope?: ActScope): number
  /** Ends channels as when their process on the server fails: `phx_error`. Returns how many. */
  crashChannels(scope?: ActScope): number
  /**
   * Ends channels as when their token runs out: a `system` error, then `phx_close`. Returns how many.
   * The token itself stays good, and so does a join with it; a fault of type `token-expire` ends both.
   */
  expireTokens(scope?: ActScope): number
  /** Ends channels as above the rate limit: `Too many messages per second`, then `phx_close`. Returns how many. */
  limitChannels(scope?: ActScope): number
  /**
   * Subscribes channels anew, as when the engine of the database's changes restarts: what commits
   * before the second `Subscribed to PostgreSQL` is lost. Returns how many.
   */
  restartEngine(scope?: ActScope): number
  /**
   * Cuts what the database streams, changes and broadcasts or one of the two; it opens again by itself,
   * and what commits meanwhile is lost. Returns how many streams flowed: none before the first websocket.
   */
  killPoller(scope?: StreamScope): number
}

/** What can be done to the sockets and channels that are open; each returns to how many. */
export type FaultTargets = Pick<FaultControl, ActName>
