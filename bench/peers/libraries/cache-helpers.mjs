// As its documentation says: `useQuery` of a PostgREST query, `useSubscription` with the primary key, and
// `useUpdateMutation`. It has no optimistic mode: a change is put into the cache when the backend has answered.
import { clientOptions, signIn } from '../library.mjs'

/** @type {import('../library.mjs').OpenApp} */
export async function open({ load, React, List, url, key, network }) {
  const { createClient } = await load('@supabase/supabase-js')
  const { QueryClient, QueryClientProvider } = await load('@tanstack/react-query')
  const { useQuery, useSubscription, useUpdateMutation } = await load(
    '@supabase-cache-helpers/postgrest-react-query',
  )
  const supabase = createClient(url, key, clientOptions({ network }))
  const userId = await signIn(supabase)
  let rename = (/** @type {string} */ _id, /** @type {string} */ _title) => {}

  /** @param {{ listId: number }} props */
  function Tasks({ listId }) {
    const { data } = useQuery(
      supabase.from('tasks').select('id,title,rank,list_id').eq('list_id', listId).order('rank'),
    )
    const filter = `list_id=eq.${listId}`
    const table = { event: '*', schema: 'public', table: 'tasks', filter }
    useSubscription(supabase, `tasks-of-${listId}`, table, ['id'])
    const { mutate } = useUpdateMutation(supabase.from('tasks'), ['id'], 'id,title')
    rename = (id, title) => mutate({ id, title })
    return React.createElement(List, { rows: data ?? undefined })
  }

  return {
    userId,
    rename: (id, title) => rename(id, title),
    async list(listId) {
      const client = new QueryClient()
      const tasks = React.createElement(Tasks, { listId })
      return { element: React.createElement(QueryClientProvider, { client }, tasks) }
    },
  }
}
