import type { TableBinding, TableName } from '@everfresh/supabase'
import type { Database } from '@/integrations/supabase/types'

interface Scope {
  readonly id: string
  readonly userId: string
}

/** The rows whose changes are listened to while a project is open: its own, and the person's. */
export function listenedTables({
  id,
  userId,
}: Scope): readonly TableBinding<TableName<Database>>[] {
  const filter = `project_id=eq.${id}`
  return [
    { table: 'tasks', filter },
    { table: 'generations', filter },
    { table: 'shot_generations', filter },
    { table: 'shots', filter },
    { table: 'projects', filter: `user_id=eq.${userId}` },
    { table: 'users', filter: `id=eq.${userId}` },
  ]
}
