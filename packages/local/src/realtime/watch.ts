import type { Caller } from '../context.ts'
import type { Row } from './cdc/transaction.ts'
import type { CommittedChange } from './changes/read.ts'
import type { Tables } from './changes/table.ts'

/** Who is asking, as far as a person may be shown it: never a token. */
export interface Who {
  readonly role: string
  /** The user's id; null for a key. */
  readonly user: string | null
}

/** One websocket that is open. */
export interface SocketView extends Who {
  /** Counted from 1 for each backend. */
  readonly id: number
  /** Milliseconds since the epoch. */
  readonly openedAt: number
  /** Whether a fault has silenced it. */
  readonly isSilent: boolean
  readonly channels: readonly ChannelView[]
}

/** One topic that a websocket has joined. */
export interface ChannelView extends Who {
  /** Without `realtime:`. */
  readonly topic: string
  readonly isPrivate: boolean
  /** Milliseconds since the epoch. */
  readonly joinedAt: number
  /** What it listens to in the database, such as `INSERT public.tasks id=eq.1`. */
  readonly bindings: readonly string[]
}

/** Something happened to a websocket or one of its channels. */
export type SocketEvent =
  | ({ readonly event: 'open'; readonly socket: number } & Who)
  /** The handshake was refused over HTTP. */
  | { readonly event: 'refuse'; readonly status: number; readonly reason: string }
  | { readonly event: 'close'; readonly socket: number; readonly code: number }
  | ({ readonly event: 'join'; readonly socket: number; readonly topic: string } & Who)
  | {
      readonly event: 'refuse-join'
      readonly socket: number
      readonly topic: string
      readonly reason: string
    }
  /** `end`: by the server's will. */
  | { readonly event: 'leave' | 'end'; readonly socket: number; readonly topic: string }

/** A committed change, by its primary key: never its other values. */
export interface ChangeView {
  readonly schema: string
  readonly table: string
  readonly type: 'INSERT' | 'UPDATE' | 'DELETE'
  /** PostgreSQL's own text by column, in key order; empty where the table has no primary key. */
  readonly key: Readonly<Record<string, string | null>>
  /** Milliseconds since the epoch. */
  readonly committedAt: number
  /** To how many channels it was told. */
  readonly subscribers: number
}

/** Is told of what goes on in realtime, so that it can be shown. Must not throw. */
export interface RealtimeWatch {
  onSocket(event: SocketEvent): void
  onChange(change: ChangeView): void
  /** Whether changes are wanted: finding their keys costs a little. */
  wantsChanges(): boolean
}

/** Nobody looks. */
export const unwatched: RealtimeWatch = {
  onSocket: () => undefined,
  onChange: () => undefined,
  wantsChanges: () => false,
}

export function whoIs({ role, claims }: Caller): Who {
  const user = claims['sub']
  return { role, user: typeof user === 'string' ? user : null }
}

/** Tells of a change, and to how many channels it went. Reads the catalogs once per table. */
export async function tellChange(
  watch: RealtimeWatch,
  tables: Tables,
  { change, committedAt }: CommittedChange,
  subscribers: number,
): Promise<void> {
  const { relation, type } = change
  const { primaryKey } = await tables.of(relation)
  const row: Row = change.type === 'DELETE' ? change.old : change.row
  const key = Object.fromEntries(
    primaryKey.map(name => {
      const at = relation.columns.findIndex(column => column.name === name)
      return [name, row[at] ?? null]
    }),
  )
  const { schema, table } = relation
  watch.onChange({ schema, table, type, key, committedAt, subscribers })
}

/** A binding as a client wrote it, in a few words. What it wrote may be anything. */
export function describeBinding(params: Readonly<Record<string, unknown>>): string {
  const word = (name: string, otherwise: string): string => {
    const value = params[name]
    return typeof value === 'string' && value !== '' ? value : otherwise
  }
  const name = `${word('schema', 'public')}.${word('table', '*')}`
  return [word('event', '*'), name, word('filter', '')].filter(part => part !== '').join(' ')
}
