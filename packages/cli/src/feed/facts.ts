import { errorText } from '@everfresh/core/diagnose'
import type { Client } from 'pg'
import { FACTS, PRESENCE } from './facts-sql.ts'

/** A table that is followed. */
export interface TrackedTable {
  /** With its schema, as SQL writes it; where it is gone, its number. */
  readonly name: string
  /** False where it was dropped. */
  readonly exists: boolean
  /** The templates of its scopes, such as `project:{project_id}`. */
  readonly scopes: readonly string[]
  /** Columns whose values are told with a change. */
  readonly route: readonly string[]
  /** Whether changes are broadcast; else they are in the log alone. */
  readonly push: boolean
  /** Whether a change that cannot be logged fails. */
  readonly strict: boolean
  /** Columns on the way to a scope, or told with a change, that are gone or renamed, such as `tasks.project_id`. */
  readonly lostColumns: readonly string[]
}

/** The feed's triggers on a table that is tracked or leads to one. */
export interface TableTriggers {
  /** With its schema, as SQL writes it. */
  readonly table: string
  readonly missing: readonly string[]
  /** Those that were disabled: also if they were enabled again, since what came between was not logged. */
  readonly disabled: readonly string[]
  /** Whether the table's primary key is another than when it was tracked, or has another name. */
  readonly hasOtherKey: boolean
}

/** Of the function of the app that says who may read what. */
export interface CanReadFacts {
  readonly exists: boolean
  /** It is still the one that the feed came with. */
  readonly letsNobodyIn: boolean
  readonly runsAsOwner: boolean
}

/** What the log holds. */
export interface LogFacts {
  readonly rows: number
  readonly bytes: number
  /** Seconds since the change; null where there is none. Negative: it is dated ahead of the server's clock. */
  readonly oldestAgeS: number | null
  readonly newestAgeS: number | null
  /** How long a change is kept at least. */
  readonly keptS: number
}

/** The newest change that could not be logged, or of what is tracked, that a reader may still ask for. */
export interface HoleFacts {
  readonly xid: string
  /** It happened at least so long ago, by the changes that were logged around it; null: none was since. */
  readonly atLeastS: number | null
  /** It happened at most so long ago; null: nothing from before it is left. */
  readonly atMostS: number | null
}

/** What the database says of the feed. */
export interface FeedFacts {
  /** Of the SQL that was run last. */
  readonly version: number
  readonly canRead: CanReadFacts
  readonly tracked: readonly TrackedTable[]
  readonly triggers: readonly TableTriggers[]
  /** What broadcasts need. */
  readonly realtime: { readonly hasSend: boolean; readonly hasPolicy: boolean }
  readonly log: LogFacts
  /** How often a part of the log was given up, and whether pg_cron sees to that. */
  readonly rotation: {
    readonly count: number
    readonly byCron: boolean
    readonly isDue: boolean
  }
  /** Null where none is known. */
  readonly hole: HoleFacts | null
  /** The log is of another cluster: this database was restored from a dump. Null on a standby, which cannot tell. */
  readonly isOfOtherCluster: boolean | null
  /** The least pause of clients that poll, in ms; null: as they like. */
  readonly pollAfterMs: number | null
}

/** What became of asking for the feed. */
export type FeedReading =
  | { readonly kind: 'absent' }
  | { readonly kind: 'read'; readonly facts: FeedFacts }
  /** Whoever asks is not its owner. */
  | { readonly kind: 'hidden'; readonly owner: string }
  /** What is there is none that this package knows. */
  | { readonly kind: 'unreadable'; readonly why: string }

interface Presence {
  readonly owner: string
  readonly mayRead: boolean
}

/** Reads what the database says of the feed. Leaves a transaction of its caller's failed where it cannot be read. */
export async function readFeed(client: Client): Promise<FeedReading> {
  const [presence] = (await client.query<Presence>(PRESENCE)).rows
  if (presence === undefined) return { kind: 'absent' }
  if (!presence.mayRead) return { kind: 'hidden', owner: presence.owner }
  try {
    const [row] = (await client.query<{ facts: FeedFacts }>(FACTS)).rows
    if (row === undefined) return { kind: 'unreadable', why: 'everfresh.state is empty' }
    return { kind: 'read', facts: row.facts }
  } catch (error) {
    return { kind: 'unreadable', why: errorText(error) }
  }
}
