// What most apps write: a channel in an effect, `invalidateQueries` on each change, and TanStack's own recipe for
// optimistic updates.
import { clientOptions, signIn } from '../library.mjs'

/** @typedef {import('../library.mjs').Row} Row */

/** @type {import('../library.mjs').OpenApp} */
export async function open({ load, React, List, url, key, network }) {
  const { createClient } = await load('@supabase/supabase-js')
  const { QueryClient, QueryClientProvider, useMutation, useQuery, useQueryClient } =
    await load('@tanstack/react-query')
  const supabase = createClient(url, key, clientOptions({ network }))
  const userId = await signIn(supabase)
  let rename = (/** @type {string} */ _id, /** @type {string} */ _title) => {}

  /** @param {{ listId: number }} props */
  function Tasks({ listId }) {
    const queryClient = useQueryClient()
    const queryKey = ['tasks', listId]
    const { data } = useQuery({
      queryKey,
      queryFn: async () => {
        const tasks = supabase.from('tasks').select('id, title, rank').eq('list_id', listId)
        return (await tasks.order('rank').throwOnError()).data
      },
    })
    React.useEffect(() => {
      const filter = `list_id=eq.${listId}`
      const channel = supabase
        .channel(`tasks-of-${listId}`)
        .on('postgres_changes', { event: '*', schema: 'public', table: 'tasks', filter }, () =>
          queryClient.invalidateQueries({ queryKey: ['tasks', listId] }),
        )
        .subscribe()
      return () => void supabase.removeChannel(channel)
    }, [listId, queryClient])
    const { mutate } = useMutation({
      mutationFn: async (/** @type {Row} */ { id, title }) =>
        await supabase.from('tasks').update({ title }).eq('id', id).throwOnError(),
      onMutate: async (/** @type {Row} */ { id, title }) => {
        await queryClient.cancelQueries({ queryKey })
        const before = queryClient.getQueryData(queryKey)
        queryClient.setQueryData(queryKey, (/** @type {readonly Row[]} */ tasks) =>
          tasks.map(task => (task.id === id ? { ...task, title } : task)),
        )
        return { before }
      },
      onError: (
        /** @type {Error} */ _error,
        /** @type {unknown} */ _task,
        /** @type {{ before: readonly Row[] } | undefined} */ kept,
      ) => queryClient.setQueryData(queryKey, kept?.before),
      onSettled: () => queryClient.invalidateQueries({ queryKey }),
    })
    rename = (id, title) => mutate({ id, title })
    return React.createElement(List, { rows: data })
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
