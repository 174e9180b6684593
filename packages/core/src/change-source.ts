import type { Cause } from './cause.ts'
import type { PrepareLog } from './log/log-part.ts'

interface Told {
  /**
   * Whoever gives it vouches that two changes with the same `id` are the same commit told again (the later is
   * not heard), and that each is told after its commit. Without it each change counts.
   */
  readonly id?: string
  /** Who wrote it, as the writing client called itself; see `BackendReport.wrote`. */
  readonly origin?: string
  /**
   * Which transaction made it. A write is one transaction: another one under the same `origin` is by somebody who took
   * the name.
   */
  readonly transaction?: string
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

/** Rows that one transaction changed: which, not what is in them. */
export interface RowsChange<Table extends string = string> extends Told {
  readonly kind: 'rows'
  readonly schema: string
  readonly table: Table
  readonly operation: 'INSERT' | 'UPDATE' | 'DELETE' | 'TRUNCATE'
  /** Their primary keys as text (of several columns: a JSON list); undefined: many. */
  readonly ids: readonly string[] | undefined
  /** The values of the columns that the table is tracked to tell, old and new ones; undefined: many. */
  readonly route: Readonly<Record<string, readonly unknown[]>> | undefined
}

/** Something changed in the backend. A hint to refetch, never data to show. */
export type Change = RowChange | RowsChange | MessageChange

/** The tables whose rows `Heard` tells of; any, where it does not say which. */
export type TableOf<Heard extends Change> =
  Extract<Heard, { readonly kind: 'row' | 'rows' }> extends {
    readonly table: infer Table extends string
  }
    ? Table
    : string

/** What a source says about one open scope. */
export type Signal<Heard extends Change = Change> =
  | { readonly type: 'change'; readonly change: Heard }
  /** The server accepted the subscription. No proof that changes flow. */
  | { readonly type: 'joined' }
  /** Positive proof that changes flow from now on; sent again when the server started anew. */
  | { readonly type: 'proved' }
  /** Something changed that cannot be told, such as what could not be read. Proves nothing. */
  | { readonly type: 'missed' }
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

/** A change that a log tells of. */
export interface LoggedChange<Heard extends Change = Change> {
  readonly change: Heard
  /** The ids that the same commits have where the source tells of them by itself; undefined: too many to say. */
  readonly commits: readonly string[] | undefined
  /** False: the source never tells of them by itself, so nothing is lost where it did not. Default true. */
  readonly pushed?: boolean
}

/** What a log says of one scope. */
export type LogAnswer<Heard extends Change = Change> =
  | {
      readonly type: 'told'
      /** To be asked with next. Whatever was fetched after this answer came is at least as new as it. */
      readonly cursor: string
      /** Everything that was committed between the two cursors is in `changes`; else nobody can tell what was. */
      readonly complete: boolean
      /** Why it is not complete, in a word. */
      readonly reason?: string
      readonly changes: readonly LoggedChange<Heard>[]
      /** How long the backend wants to be left alone by who has no live connection, in ms. */
      readonly pollAfterMs?: number
    }
  /** The scope is not there, or not this user's to read: its channel is left, and its rows are forgotten. */
  | { readonly type: 'refused'; readonly message: string }
  /** The backend keeps no log of the scope as it is set up now: what is pushed is not trusted either. */
  | { readonly type: 'absent'; readonly message: string }

/** What a backend keeps of its changes, so that nobody who was away has to guess. */
export interface ChangeLog<Heard extends Change = Change> {
  /** The tables whose changes it keeps. */
  readonly tables: readonly string[]
  /**
   * What happened in `scope` since `cursor`; without one, only a cursor to begin with. Rejects where the log
   * cannot be asked, within a time limit of its own.
   */
  readonly since: (scope: Scope, cursor: string | undefined) => Promise<LogAnswer<Heard>>
}

/** A change log, and what follows it: made by `changeLog`, so that only who has one carries the code for it. */
export interface FollowableLog<Heard extends Change = Change> extends ChangeLog<Heard> {
  readonly prepare: PrepareLog
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
  /** What was missed can be asked for. Without it, whoever was away fetches everything again. */
  readonly changeLog?: FollowableLog<Heard>
}
