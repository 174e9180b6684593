/**
 * One conversation between clients and a realtime server, as it was recorded. The lines of its file
 * are described in the README beside the traces.
 */
export interface Trace {
  /** The name of its file, without the ending. */
  readonly name: string
  readonly scenario: Scenario
  /** Everything after the first line, in the order of its times. */
  readonly lines: readonly Line[]
}

/** The first line: what the trace shows, and how it is to be compared. */
export interface Scenario {
  readonly dir: 'scenario'
  readonly raw: string
  /** Of the server it was recorded from. */
  readonly server?: string
  /** When it was recorded; tokens are shifted from then to now. */
  readonly at: string
  /**
   * `frames`, the default: every frame. `rows`: every frame but the inserted rows, of which is
   * compared that those lost form the same gaps, and that none comes twice or out of order.
   */
  readonly compare?: 'frames' | 'rows'
  /** The ranges of `n` that were lost, where the frames of rows were not recorded. */
  readonly lost?: readonly (readonly [number, number])[]
  /** Texts that mark changes of which timing decides whether they come: they are not compared. */
  readonly undecided?: readonly string[]
  /** Whether the server must be met cold, with no client before. */
  readonly cold?: boolean
  /** Who speaks for the client: the recorded frames, or supabase-js. */
  readonly client?: 'raw' | 'supabase-js'
}

/** Which key or token to show: a valid one of anon, or one with a fault. */
export type Key = 'anon' | 'expired' | 'bad-signature' | 'garbage'

interface At {
  /** Milliseconds since the beginning. */
  readonly t: number
  /** Says that the recorder had left the line out. */
  readonly added?: boolean
}

interface OnConnection extends At {
  /** The number of the connection. */
  readonly c: number
}

export type Line =
  | (At & { readonly dir: 'note'; readonly raw: string })
  | (At & { readonly dir: 'cb' | 'upstream-error'; readonly raw: string })
  | (At & { readonly dir: 'sql'; readonly raw: string; readonly args?: readonly unknown[] })
  | RowsLine
  | (At & { readonly dir: 'database' | 'server'; readonly raw: string })
  | (OnConnection & { readonly dir: 'upgrade'; readonly url: string; readonly key?: Key })
  | (OnConnection & { readonly dir: 'upgraded'; readonly status: number })
  | (OnConnection & {
      readonly dir: 'upgrade-refused'
      readonly status: number
      readonly raw: string
    })
  | ClientFrame
  | ServerFrame
  | (OnConnection & { readonly dir: 'client-close'; readonly code: number })
  | (OnConnection & { readonly dir: 'server-close'; readonly code: number })
  | HttpRequest
  | (At & { readonly dir: 'http-res'; readonly status: number; readonly raw: string })

/** Rows inserted one batch after another, for which the recorder has no line each. */
export interface RowsLine extends At {
  readonly dir: 'rows'
  /** Its parameters are the first and the last number of a batch. */
  readonly raw: string
  readonly first: number
  readonly last: number
  readonly batch: number
  readonly everyMs: number
}

export interface ClientFrame extends OnConnection {
  readonly dir: 'c2s'
  readonly raw: string
  readonly bin?: boolean
  /** So many letters stand for `<fill>` in the text. */
  readonly fill?: number
}

interface ServerFrame extends OnConnection {
  readonly dir: 's2c'
  readonly raw: string
  readonly bin?: boolean
}

export interface HttpRequest extends At {
  readonly dir: 'http-req'
  readonly method: string
  readonly url: string
  readonly raw: string
  readonly key?: Key
}
