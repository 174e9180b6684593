import {
  systemClock,
  type ChangeSource,
  type Clock,
  type MessageChange,
  type Scope,
} from '@everfresh/core'
import type { SupabaseClient } from '@supabase/supabase-js'
import type { DatabaseBinding, RowChanges, TableBinding, TableName } from './database.ts'
import { demand } from './demand.ts'
import { noteScope } from './open-scopes.ts'
import { openTogether } from './open-together.ts'

/** Options of `supabaseSource`. */
export interface SupabaseSourceOptions<
  Database,
  Binding extends TableBinding = DatabaseBinding<Database>,
  Broadcast extends string = string,
> {
  /** A client whose session is the user's; its realtime heartbeat callback is taken over. */
  readonly client: SupabaseClient<Database>
  /** The channel's name for a scope. */
  readonly topic: (scope: Scope) => string
  /**
   * The rows to listen to. Each table must be in the publication `supabase_realtime`; one that the server
   * refuses is left out, and polled, while the others are pushed.
   */
  readonly tables: (scope: Scope) => readonly Binding[]
  /** Broadcast events to listen to on the same channel. Default none. */
  readonly broadcasts?: readonly Broadcast[]
  /** Whether policies on `realtime.messages` decide who may join. Default true. */
  readonly private?: boolean
  /** Times the probes. Default: the system's. */
  readonly clock?: Clock
}

/** What a source of these tables and broadcasts tells. */
export type SupabaseChange<Database, Table extends TableName<Database>, Broadcast extends string> =
  | RowChanges<Database, Table>
  | (Broadcast extends unknown ? MessageChange<Broadcast> : never)

/**
 * Changes through one Supabase Realtime channel for each scope. `proved` follows the server's own word
 * that the database subscription runs (its `system` message), never the mere SUBSCRIBED; for a scope without
 * tables, its word that the database's broadcasts do. Throws an `invalid-option` error where `topic` or
 * `tables` is no function, or there is no client.
 *
 * Where the client knows a generated `Database`, tables and the columns of filters are checked, and the changes
 * are told by the tables and broadcasts that are listened to: `change.table` narrows `change.row`.
 */
export function supabaseSource<
  Database,
  const Binding extends DatabaseBinding<Database> = DatabaseBinding<Database>,
  const Broadcast extends string = never,
>(
  options: SupabaseSourceOptions<Database, Binding, Broadcast>,
): ChangeSource<SupabaseChange<Database, Binding['table'], Broadcast>> {
  for (const name of ['topic', 'tables'] as const) demand(options, name, 'function')
  demand(options, 'client', 'object')
  const client = options.client as unknown as SupabaseClient
  const { realtime } = client
  const { clock = systemClock } = options
  const source: ChangeSource = {
    parts: scope => [...new Set(options.tables(scope).map(({ table }) => table))],
    open: (scope, report, without = []) => {
      // First: these are the app's own and may throw.
      const topic = options.topic(scope)
      const all = options.tables(scope)
      const tables = all.filter(({ table }) => !without.includes(table))
      const isPrivate = options.private ?? true
      const forget = noteScope(realtime, { topic, isPrivate, tables: all })
      const channel = { topic, isPrivate, tables, broadcasts: options.broadcasts ?? [] }
      const opened = openTogether({ client, clock, channels: [channel], report })
      return {
        ...opened,
        close: () => {
          forget()
          opened.close()
        },
      }
    },
  }
  // The server tells of what was subscribed to only.
  return source as ChangeSource<SupabaseChange<Database, Binding['table'], Broadcast>>
}
