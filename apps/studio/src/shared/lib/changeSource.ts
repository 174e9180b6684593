import type { ChangeSource, RowsChange } from '@everfresh/core'
import { feedSource, supabaseSource, type SupabaseChange } from '@everfresh/supabase'
import { supabase } from '@/integrations/supabase/client'
import type { Database } from '@/integrations/supabase/types'
import { listenedTables, tableNames, type ListenedTable } from './listenedTables'
import { openedSource } from './openedSource'

/** What the Studio hears: rows of the tables that it listens to, and the worker's broadcast. */
export type StudioChange =
  | SupabaseChange<Database, ListenedTable, 'task-update'>
  | RowsChange<ListenedTable>

/** One project's changes: the worker's broadcast, and the rows of every table that the screens show. */
export const postgresChanges: ChangeSource<StudioChange> = supabaseSource({
  client: supabase,
  topic: ({ id }) => `task-updates:${id}`,
  broadcasts: ['task-update'],
  tables: listenedTables,
})

/**
 * The same rows by the change feed: a project's, and the person's own. It tells of each commit as a whole, so what the
 * worker's broadcast says in advance (a finished task has brought a picture) comes with it.
 */
const feed: ChangeSource<StudioChange> = feedSource({
  client: supabase,
  scopes: ({ id, userId }) => [`project:${id}`, `user:${userId}`],
  tables: tableNames,
})

/** What this page listens to. */
export const changeSource: ChangeSource<StudioChange> =
  openedSource === 'feed' ? feed : postgresChanges
