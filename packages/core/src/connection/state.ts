import type { Cause } from '../cause.ts'
import type { Scope } from '../change-source.ts'
import type { Priority } from '../reconnect/machine.ts'
import type { Isolation } from './isolation.ts'
import type { Pulse } from './pulse.ts'

/**
 * What is wanted of the connection, and what there is.
 *
 *   closed ──wanted──▶ joining ──proved──▶ live
 *     ▲                 ▲  │ lost           │ lost
 *     │                 │  ▼                ▼
 *  not wanted         waiting ◀─────── rejoining (the client's own, for a while)
 */
export interface ConnectionState {
  readonly want: Want
  /** A hidden page keeps what it has and makes no further attempt until it is shown. */
  readonly page: 'shown' | 'hidden'
  /** Number of the newest attempt; what an older one says no longer counts. */
  readonly epoch: number
  readonly link: Link
  /** When our own new token was last pushed: the server then says `proved` again, without a gap. */
  readonly renewedAt: number
  /** Which parts of the scope are open, which are refused. */
  readonly isolation: Isolation
}

export interface Want {
  readonly enabled: boolean
  readonly scopeId: string | undefined
  readonly userId: string | undefined
  /** What the scope consists of; default: nothing that could be left out. */
  readonly parts?: readonly string[]
}

export type Link =
  | { readonly name: 'closed' }
  /** Open, not yet proved. `cause` is why the attempt before it ended. */
  | {
      readonly name: 'joining'
      readonly failures: number
      readonly cause: Cause | undefined
      readonly since: number
      readonly pulse: Pulse
    }
  | {
      readonly name: 'live'
      readonly failures: number
      readonly since: number
      readonly pulse: Pulse
    }
  | {
      readonly name: 'rejoining'
      readonly failures: number
      readonly cause: Cause
      readonly since: number
    }
  | {
      readonly name: 'waiting'
      readonly failures: number
      readonly cause: Cause
      readonly pace: Pace
      readonly since: number
    }

/** How long to wait: longer each time, hardly at all, or until something changes. */
export type Pace = 'backoff' | 'soon' | 'rarely'

export type ConnectionEvent =
  | { readonly type: 'want'; readonly want: Want }
  | { readonly type: 'token' }
  | { readonly type: 'joined'; readonly epoch: number }
  | { readonly type: 'proved'; readonly epoch: number }
  | { readonly type: 'missed'; readonly epoch: number }
  | { readonly type: 'alive'; readonly epoch: number }
  | { readonly type: 'lost'; readonly epoch: number; readonly cause: Cause }
  | { readonly type: 'page'; readonly page: 'shown' | 'hidden' }
  /** The page was shown, the network came back or the machine has slept; `token`: the session's. */
  | { readonly type: 'wake'; readonly token: 'valid' | 'expired' }
  /** Somebody asks for a connection; `high` when a person does. */
  | { readonly type: 'heal'; readonly priority: Priority }
  /** The state's time is up. */
  | { readonly type: 'due' }

export type ConnectionEffect =
  | {
      readonly type: 'open'
      readonly scope: Scope
      readonly epoch: number
      readonly without: readonly string[]
    }
  | { readonly type: 'close' }
  | { readonly type: 'probe' }
  | { readonly type: 'renew' }
  /** Sees to it that the session still holds. */
  | { readonly type: 'check-session' }
  /** Everything fetched before now may have missed a change. */
  | { readonly type: 'catch-up' }
