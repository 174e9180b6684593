import type { Cause } from '../cause.ts'
import type { Scope } from '../change-source.ts'
import type { Priority } from '../reconnect/machine.ts'

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
  /** Number of the newest attempt; what an older one says no longer counts. */
  readonly epoch: number
  readonly link: Link
  /** When our own new token was last pushed: the server then says `proved` again, without a gap. */
  readonly renewedAt: number
}

export interface Want {
  readonly enabled: boolean
  readonly scopeId: string | undefined
  readonly userId: string | undefined
}

export type Link =
  | { readonly name: 'closed' }
  /** Open, not yet proved. `cause` is why the attempt before it ended. */
  | { readonly name: 'joining'; readonly failures: number; readonly cause: Cause | undefined }
  | {
      readonly name: 'live'
      readonly failures: number
      readonly since: number
      readonly aliveAt: number
      /** Probes sent since the last answer. */
      readonly probes: number
    }
  | { readonly name: 'rejoining'; readonly failures: number; readonly cause: Cause }
  | {
      readonly name: 'waiting'
      readonly failures: number
      readonly cause: Cause
      readonly pace: 'backoff' | 'soon' | 'rarely'
    }

export type ConnectionEvent =
  | { readonly type: 'want'; readonly want: Want }
  | { readonly type: 'token' }
  | { readonly type: 'joined'; readonly epoch: number }
  | { readonly type: 'proved'; readonly epoch: number }
  | { readonly type: 'alive'; readonly epoch: number }
  | { readonly type: 'lost'; readonly epoch: number; readonly cause: Cause }
  /** The page was shown or the network came back. */
  | { readonly type: 'wake' }
  /** Somebody asks for a connection; `high` when a person does. */
  | { readonly type: 'heal'; readonly priority: Priority }
  /** The state's time is up. */
  | { readonly type: 'due' }

export type ConnectionEffect =
  | { readonly type: 'open'; readonly scope: Scope; readonly epoch: number }
  | { readonly type: 'close' }
  | { readonly type: 'probe' }
  | { readonly type: 'renew' }
  /** Everything fetched before now may have missed a change. */
  | { readonly type: 'catch-up' }
