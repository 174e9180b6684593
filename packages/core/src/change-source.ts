import type { Cause } from './cause.ts'

interface Told {
  /**
   * Whoever gives it vouches that two changes with the same `id` are the same commit told again (the later is
   * not heard), and that each is told after its commit. Without it each change counts.
   */
  readonly id?: string
}

/** A row that was inserted, updated or deleted. */
export interface RowChange<
  Table extends string = string,
  Row = Readonly<Record<string, unknown>>,
> extends Told {
  readonly kind: 'row'
  readonly schema: string
  readonly table: Table
  readonly operation: 'INSERT' | 'UPDATE' | 'DELETE'
  /** The new row, possibly with columns missing; `{}` for DELETE. */
  readonly row: Row
  /** The old row's identity columns; `{}` for INSERT. */
  readonly old: Row
}

/** What somebody sent, such as a worker or a trigger of the database. */
export interface MessageChange<Event extends string = string> extends Told {
  readonly kind: 'message'
  readonly event: Event
  readonly payload: unknown
}

/** Something changed in the backend. A hint to refetch, never data to show. */
export type Change = RowChange | MessageChange

/** The tables whose rows `Heard` tells of; any, where it does not say which. */
export type TableOf<Heard extends Change> =
  Extract<Heard, { readonly kind: 'row' }> extends { readonly table: infer Table extends string }
    ? Table
    : string

/** What a source says about one open scope. */
export type Signal<Heard extends Change = Change> =
  | { readonly type: 'change'; readonly change: Heard }
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

/** The port through which changes come. `Heard` narrows which: a source of two tables tells of no third. */
export interface ChangeSource<Heard extends Change = Change> {
  /** Opens `scope`; signals come through `report`, never from within this call. */
  readonly open: (
    scope: Scope,
    report: (signal: Signal<Heard>) => void,
    /** The parts to leave out; default none. */
    without?: readonly string[],
  ) => OpenScope
  /**
   * What a scope consists of, such as its tables. A source that has it can leave parts out, so that one
   * which the server refuses does not mute the others. Pure: the same parts for the same scope.
   */
  readonly parts?: (scope: Scope) => readonly string[]
}
