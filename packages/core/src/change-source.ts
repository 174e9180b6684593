import type { Cause } from './cause.ts'

/**
 * Something changed in the backend. A hint to refetch, never data to show. Two changes with the same `id` are
 * the same commit told again, and the later is not heard: whoever gives an `id` vouches for that, and that it
 * is told after the commit. Without an `id` each change counts.
 */
export type Change =
  | {
      readonly kind: 'row'
      readonly id?: string
      readonly schema: string
      readonly table: string
      readonly operation: 'INSERT' | 'UPDATE' | 'DELETE'
      /** The new row, possibly with columns missing; `{}` for DELETE. */
      readonly row: Readonly<Record<string, unknown>>
      /** The old row's identity columns; `{}` for INSERT. */
      readonly old: Readonly<Record<string, unknown>>
    }
  | {
      readonly kind: 'message'
      readonly id?: string
      readonly event: string
      readonly payload: unknown
    }

/** What a source says about one open scope. */
export type Signal =
  | { readonly type: 'change'; readonly change: Change }
  /** The server accepted the subscription. No proof that changes flow. */
  | { readonly type: 'joined' }
  /** Positive proof that changes flow from now on; sent again when the server started anew. */
  | { readonly type: 'proved' }
  /** The socket answered. */
  | { readonly type: 'alive' }
  /** Any of the above no longer holds. */
  | { readonly type: 'lost'; readonly cause: Cause }

/** Where a scope is opened and for whom. */
export interface Scope {
  readonly id: string
  readonly userId: string
}

/** One open scope. */
export interface OpenScope {
  /** Asks the socket for an answer; `alive` follows, or the source finds the socket dead. */
  readonly probe: () => void
  /** The session's token is new: passes it to the server. */
  readonly renew: () => void
  /** Closes. Synchronous: no signal comes afterwards. Closing twice does nothing. */
  readonly close: () => void
}

/** The port through which changes come. */
export interface ChangeSource {
  /** Opens `scope`; signals come through `report`, never from within this call. */
  readonly open: (
    scope: Scope,
    report: (signal: Signal) => void,
    /** The parts to leave out; default none. */
    without?: readonly string[],
  ) => OpenScope
  /**
   * What a scope consists of, such as its tables. A source that has it can leave parts out, so that one
   * which the server refuses does not mute the others. Pure: the same parts for the same scope.
   */
  readonly parts?: (scope: Scope) => readonly string[]
}
