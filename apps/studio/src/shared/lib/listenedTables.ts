import type { Scope } from '@everfresh/core'
import type { DatabaseBinding } from '@everfresh/supabase'
import type { Database } from '@/integrations/supabase/types'

/** The rows whose changes are listened to while a project is open: its own, and the person's. */
export function listenedTables({ id, userId }: Scope) {
  const filter = `project_id=eq.${id}` as const
  return [
    { table: 'tasks', filter },
    { table: 'generations', filter },
    { table: 'shot_generations', filter },
    { table: 'shots', filter },
    { table: 'projects', filter: `user_id=eq.${userId}` },
    { table: 'users', filter: `id=eq.${userId}` },
  ] as const satisfies readonly DatabaseBinding<Database>[]
}

export type ListenedTable = ReturnType<typeof listenedTables>[number]['table']

/** Their names: whose they are is a matter of the filters. */
export const tableNames: readonly ListenedTable[] = listenedTables({ id: '', userId: '' }).map(
  ({ table }) => table,
)
