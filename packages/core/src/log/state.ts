import type { Cause } from '../cause.ts'
import type { LogAnswer, LoggedChange, Scope } from '../change-source.ts'

/** What is known of a change log, and what it is asked. */
export interface LogState {
  /** What it is asked about; undefined: no scope is followed, or nobody is signed in. */
  readonly scope: Scope | undefined
  /** Whether changes are pushed, and that is proved. */
  readonly push: 'live' | 'away'
  readonly pace: LogPace
  /** Number of the newest question; what an older one is answered no longer counts. */
  readonly epoch: number
  /** When the newest question began that was answered. */
  readonly knownAt: number
  /** Where the next question begins; undefined: nothing is vouched for yet. */
  readonly cursor: string | undefined
  /** How many questions in a row came to nothing. */
  readonly failures: number
  /** How many of them in a row were refused: the scope is not this user's to read. */
  readonly refusals: number
  /** Push was left, since the log does not vouch for the scope. */
  readonly left: boolean
  /**
   * `open`: push was proved, and what was committed until then has not been told yet. `fetched`: nor will it be
   * missed, since all was fetched instead.
   */
  readonly gap: 'open' | 'fetched' | 'closed'
  /** How long the backend wants to be left alone by who is not live, in ms. */
  readonly pollAfterMs: number
  readonly phase: LogPhase
}

export type LogPhase =
  | { readonly name: 'idle' }
  /** `again`: something happened that its answer may not tell of. */
  | {
      readonly name: 'asking'
      readonly since: number
      readonly why: AskReason
      readonly again: AskReason | undefined
    }
  | { readonly name: 'resting'; readonly since: number }
  /** The backend is back: it is asked soon, but not by all clients at once. */
  | { readonly name: 'soon'; readonly since: number }
  | { readonly name: 'failing'; readonly since: number }

/**
 * How often it is asked by time, in ms; `never`: only when something happens; `silent`: not at all, since there is no
 * network or no backend.
 */
export type LogPace = number | 'never' | 'silent'

/**
 * Why it is asked: for a cursor to begin with; for what was missed before push was proved; instead of polling; to find
 * what push has lost; because the page woke up; because somebody wants to see their own write.
 */
export type AskReason = 'first' | 'replay' | 'poll' | 'drift' | 'wake' | 'wish'

export type LogEvent =
  /** `cursor`: what an earlier page or a server vouches for. */
  | {
      readonly type: 'want'
      readonly scope: Scope | undefined
      readonly cursor?: string | undefined
    }
  | { readonly type: 'proved' }
  | { readonly type: 'lost' }
  | { readonly type: 'pace'; readonly pace: LogPace }
  | { readonly type: 'ask'; readonly why: 'wake' | 'wish' }
  | {
      readonly type: 'told'
      readonly epoch: number
      readonly answer: Extract<LogAnswer, { type: 'told' }>
    }
  | { readonly type: 'refused'; readonly epoch: number; readonly message: string }
  | { readonly type: 'absent'; readonly epoch: number; readonly message: string }
  | { readonly type: 'failed'; readonly epoch: number; readonly message: string }
  /** The state's time is up. */
  | { readonly type: 'due' }

export type LogEffect =
  | {
      readonly type: 'ask'
      readonly scope: Scope
      readonly cursor: string | undefined
      readonly epoch: number
    }
  /** `late`: push has a little longer to tell of them itself. */
  | {
      readonly type: 'route'
      readonly scope: Scope
      readonly changes: readonly LoggedChange[]
      readonly when: 'now' | 'late'
    }
  /** Push is gone: what it was given longer for is routed now. */
  | { readonly type: 'route-late' }
  /** Everything fetched before now may have missed a change. `anewAt`: what was heard until then is of another history. */
  | { readonly type: 'catch-up'; readonly anewAt?: number }
  /** What is in the caches was vouched for by a kept cursor; what comes later may be older than that. */
  | { readonly type: 'resumed' }
  /** What is pushed is not trusted either. */
  | { readonly type: 'leave'; readonly cause: Cause }
  /** The scope's rows are not this user's to see. */
  | { readonly type: 'drop' }
  /** What was left is worth a try again. */
  | { readonly type: 'return' }

/** Whether what the log does not tell of has not changed, so that nothing need be polled for it: unless it fails. */
export function isTrusted({ cursor, knownAt }: LogState): boolean {
  // A cursor that was kept is worth nothing before it was answered.
  return cursor !== undefined && knownAt > -Infinity
}
