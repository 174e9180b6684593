import type { SupabaseClient } from '@supabase/supabase-js'
import type { Database } from './database.types'

export const todosKey = ['todos'] as const

/** The same on the server and in the browser: row-level security decides what is in it. */
export async function fetchTodos(supabase: SupabaseClient<Database>) {
  const { data } = await supabase
    .from('todos')
    .select('id, title')
    .order('created_at')
    .throwOnError()
  return data
}
