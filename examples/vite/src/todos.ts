import { useOptimisticMutation, useOptimisticQuery } from '@everfresh/react'
import type { Database } from './database.types'
import { supabase } from './realtime'

export type Todo = Pick<Database['public']['Tables']['todos']['Row'], 'id' | 'title' | 'done'>

const key = ['todos']

/** Nothing here says when to fetch: `realtime` does. */
export function useTodos() {
  return useOptimisticQuery({
    queryKey: key,
    queryFn: async () => {
      const todos = supabase.from('todos').select('id, title, done').order('created_at')
      return (await todos.throwOnError()).data
    },
  })
}

/** Saves a todo, new or changed. It is shown at once, and taken back should that fail. */
export function useSaveTodo() {
  return useOptimisticMutation({
    touches: [key],
    mutationFn: async (todo: Todo) => await supabase.from('todos').upsert(todo).throwOnError(),
    patch: (data, todo) => {
      const todos = (data ?? []) as readonly Todo[]
      const isNew = todos.every(({ id }) => id !== todo.id)
      return isNew ? [...todos, todo] : todos.map(one => (one.id === todo.id ? todo : one))
    },
  })
}

export function useRemoveTodo() {
  return useOptimisticMutation({
    touches: [key],
    mutationFn: async (id: string) =>
      await supabase.from('todos').delete().eq('id', id).throwOnError(),
    patch: (data, id) => (data as readonly Todo[] | undefined)?.filter(todo => todo.id !== id),
  })
}
