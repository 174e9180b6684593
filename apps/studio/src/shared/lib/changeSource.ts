import type { ChangeSource } from '@everfresh/core'
import { supabaseSource, type SupabaseChange } from '@everfresh/supabase'
import { supabase } from '@/integrations/supabase/client'
import type { Database } from '@/integrations/supabase/types'
import { listenedTables, type ListenedTable } from './listenedTables'

/** What the Studio hears: rows of the tables that it listens to, and the worker's broadcast. */
export type StudioChange = SupabaseChange<Database, ListenedTable, 'task-update'>

/** One project's changes: the worker's broadcast, and the rows of every table that the screens show. */
export const changeSource: ChangeSource<StudioChange> = supabaseSource({
  client: supabase,
  topic: ({ id }) => `task-updates:${id}`,
  broadcasts: ['task-update'],
  tables: listenedTables,
})
