import type { ChangeSource } from '@everfresh/core'
import { supabaseSource } from '@everfresh/supabase'
import { supabase } from '@/integrations/supabase/client'
import type { Database } from '@/integrations/supabase/types'
import { listenedTables } from './listenedTables'

/** One project's changes: the worker's broadcast, and the rows of every table that the screens show. */
export const changeSource: ChangeSource = supabaseSource<Database>({
  client: supabase,
  topic: ({ id }) => `task-updates:${id}`,
  broadcasts: ['task-update'],
  tables: listenedTables,
})
