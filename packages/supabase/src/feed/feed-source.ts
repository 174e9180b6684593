import {
  changeLog,
  EverfreshError,
  systemClock,
  type ChangeSource,
  type Clock,
  type RowsChange,
  type Scope,
  type Signal,
} from '@everfresh/core'
import type { SupabaseClient } from '@supabase/supabase-js'
import type { TableName } from '../database.ts'
import { demand } from '../demand.ts'
import { noteScope } from '../open-scopes.ts'
import { openTogether } from '../open-together.ts'
import { askFeed } from './ask-feed.ts'
import { feedNoteOf, noteFeed } from './feed-notes.ts'
import { pushedChanges } from './to-rows-change.ts'
import { TOPIC_PREFIX } from './topic.ts'

/** Whoever sends what cannot be read has the log asked no more often than it is without push. */
const MISSED_EVERY_MS = 5_000
/** The database answers for no more at a time. */
const MOST_SCOPES = 100

/** Options of `feedSource`. */
export interface FeedSourceOptions<Database, Table extends TableName<Database>> {
  /** A client whose session is the user's; its realtime heartbeat callback is taken over. */
  readonly client: SupabaseClient<Database>
  /**
   * What the tables' rows of a scope are told to, as `everfresh.track` calls it: `({ id }) => ['project:' + id]`. From
   * one to a hundred. Pure: the same for the same scope.
   */
  readonly scopes: (scope: Scope) => readonly string[]
  /**
   * The tracked tables that are read, of the schema `public`. What changes in others is not told. Where one of these is
   * not tracked the log vouches for none: queries are polled by themselves, and `diagnose` says so.
   */
  readonly tables: readonly Table[]
  /** Times the probes and the limit of 10 s on a question. Default: the system's. */
  readonly clock?: Clock
}

/**
 * Changes through the feed, which a migration adds to the database (`npx everfresh feed init`, docs/feed.md): pushed
 * as they commit, through one private channel for each feed scope, and asked for exactly where push was not live. It
 * tells which rows changed, never what is in them.
 *
 * `proved` follows the server's own word, for each channel, that the database's broadcasts arrive. Until the migration
 * is applied no channel can be joined and no question is answered: everything is polled.
 *
 * Throws an `invalid-option` error where `scopes` is no function, `tables` no list, or there is no client.
 */
export function feedSource<Database, const Table extends TableName<Database>>(
  options: FeedSourceOptions<Database, Table>,
): ChangeSource<RowsChange<Table>> {
  demand(options, 'client', 'object')
  demand(options, 'scopes', 'function')
  demand(options, 'tables', 'object')
  const client = options.client as unknown as SupabaseClient
  const { clock = systemClock } = options
  const tables: readonly string[] = options.tables
  const scopesOf = (scope: Scope): readonly string[] => checkedScopes(options.scopes(scope))
  const isTold = ({ schema, table }: RowsChange): boolean =>
    schema === 'public' && tables.includes(table)

  const source: ChangeSource<RowsChange> = {
    changeLog: changeLog({ tables, since: askFeed({ client, clock, scopesOf, isTold, tables }) }),
    open: (scope, report) => {
      // First: these are the app's own and may throw.
      const names = scopesOf(scope)
      const channels = names.map(name => ({
        topic: TOPIC_PREFIX + name,
        isPrivate: true,
        tables: [],
        broadcasts: ['changes'],
      }))
      const forgets = channels.map(channel => noteScope(client.realtime, channel))
      const { hear, stop } = feedSignals({ client, clock, isTold, report })
      const opened = openTogether({ client, clock, channels, report: hear })
      return {
        ...opened,
        close: () => {
          stop()
          for (const forget of forgets) forget()
          opened.close()
        },
      }
    },
  }
  // What is told of other tables was left out.
  return source as ChangeSource<RowsChange<Table>>
}

interface SignalsHost {
  readonly client: SupabaseClient
  readonly clock: Clock
  readonly isTold: (change: RowsChange) => boolean
  readonly report: (signal: Signal<RowsChange>) => void
}

/** Reads the broadcasts among the signals of the channels. */
export function feedSignals({ client, clock, isTold, report }: SignalsHost): {
  readonly hear: (signal: Signal, topic?: string) => void
  readonly stop: () => void
} {
  let endRest: (() => void) | undefined
  let isMissed = false
  /** Something changed, and only the log can say what: it is asked at once, and then once for all in a while. */
  const miss = (): void => {
    isMissed = endRest !== undefined
    if (isMissed) return
    endRest = clock.after(MISSED_EVERY_MS, () => {
      endRest = undefined
      if (isMissed) miss()
    })
    report({ type: 'missed' })
  }
  const hear = (signal: Signal, topic = ''): void => {
    if (signal.type !== 'change') return report(signal)
    const { change } = signal
    const payload = change.kind === 'message' ? change.payload : undefined
    const changes = pushedChanges(topic.slice(TOPIC_PREFIX.length), payload)
    if (changes === undefined) {
      noteFeed(client, { unreadable: (feedNoteOf(client)?.unreadable ?? 0) + 1 })
      return miss()
    }
    for (const told of changes) if (isTold(told)) report({ type: 'change', change: told })
  }
  return { hear, stop: () => endRest?.() }
}

/** Throws for what the database would refuse: in the words of the app's own option. */
function checkedScopes(given: readonly string[]): readonly string[] {
  const names = Array.isArray(given) ? [...new Set(given)] : []
  const areTexts = names.every(name => typeof name === 'string' && name !== '')
  if (areTexts && names.length >= 1 && names.length <= MOST_SCOPES) return names
  throw new EverfreshError(
    'invalid-option',
    `scopes gave ${JSON.stringify(given)}. It must give from 1 to ${MOST_SCOPES} names of feed scopes, such as ['project:42'].`,
  )
}
