import type {
  Clock,
  DomainEvent,
  Family,
  QueryCacheLike,
  QueryKey,
  Realtime,
  Rules,
} from '@everfresh/core'
import type { Catalogue } from '@everfresh/core/diagnose'
import type { SupabaseClient } from '@supabase/supabase-js'
import type { TableBinding } from '../database.ts'
import type { ServiceWorkerProbe } from './service-worker-findings.ts'

/** A row that is written to see which way it comes back. */
export interface Canary {
  /** One of the tables that are listened to. */
  readonly table: string
  /** The column that `write` returns, alone the primary key. Default `id`. */
  readonly idColumn?: string
  /** Writes a row that belongs to the scope on screen, as any other of the app would be. */
  readonly write: () => Promise<{ readonly id: string | number }>
  /**
   * How long it is waited for where it is not seen, in ms. Default 5000: the server asks its database for
   * changes every half second at the slowest.
   */
  readonly patienceMs?: number
  /** Deletes it; without it the row stays, and DELETE is not tried. */
  readonly remove?: (id: string | number) => Promise<unknown>
}

/** Where the diagnosis stands. */
export interface DiagnoseProgress {
  /** The check that begins now; undefined: all are done. */
  readonly check: string | undefined
  readonly done: number
  readonly total: number
}

/** What `diagnose` looks at. What is left out is not examined. */
export interface DiagnoseOptions<Database, Event extends DomainEvent> {
  readonly realtime: Realtime
  /** `queryClient.getQueryCache()`. */
  readonly cache: QueryCacheLike
  /** As `createRealtime` was given them. */
  readonly families: readonly Family[]
  /** As `createRealtime` was given them; without them no rule is looked at. */
  readonly rules?: Rules<Event>
  /**
   * Events of which something on screen must show each. Default none. Those that the trace still has are
   * looked at, too; of them, one that touches nothing may be meant so.
   */
  readonly sampleEvents?: readonly Event[]
  /** Keys that the app once used, as prefixes. Default none: old keys are guessed by their names. */
  readonly legacyKeys?: readonly QueryKey[]
  /** Keys that are in no family on purpose, as prefixes. Default none. */
  readonly ignoredKeys?: readonly QueryKey[]
  /** The client that the source listens with. */
  readonly client: SupabaseClient<Database>
  /** What is listened to. Default: what the sources on the client listen to. */
  readonly tables?: readonly TableBinding[]
  /** What the database says of itself. Default: what can be seen from the client alone. */
  readonly catalogue?: Catalogue | (() => Promise<Catalogue>)
  /** The role of the app's users in the database. Default `authenticated`. */
  readonly role?: string
  /** Default: nothing is written. */
  readonly canary?: Canary
  /** Asks the database behind REST whether it only follows another, such as by a function of yours. */
  readonly isReadReplica?: () => Promise<boolean>
  /** Default: that of the page, if there is one. */
  readonly serviceWorker?: ServiceWorkerProbe
  /** Default: the system's. */
  readonly clock?: Clock
  /** How long one check may take, in ms. Default 20000. */
  readonly limitMs?: number
  /** Ends it: what was found until then is returned. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: DiagnoseProgress) => void
}
