// As docs/getting-started.md and docs/optimistic-writes.md say.
import { clientOptions, signIn } from '../library.mjs'

/** @typedef {import('../library.mjs').Row} Row */

/** @type {import('../library.mjs').OpenApp} */
export async function open({ load, React, List, url, key, network }) {
  const { createClient } = await load('@supabase/supabase-js')
  const { QueryClient, QueryClientProvider } = await load('@tanstack/react-query')
  const core = await load('@everfresh/core')
  const { everfreshOptions, supabaseSessions, supabaseSource } = await load('@everfresh/supabase')
  const { RealtimeProvider, coveredQueryDefaults, useOptimisticMutation, useOptimisticQuery } =
    await load('@everfresh/react')

  const { options, reports } = everfreshOptions(clientOptions({ network }))
  const supabase = createClient(url, key, options)
  const clock = core.systemClock
  const realtime = core.createRealtime({
    auth: core.createAuthStateManager({ sessions: supabaseSessions(supabase), clock }),
    backend: reports,
    source: supabaseSource({
      client: supabase,
      topic: (/** @type {{ id: string }} */ { id }) => `list:${id}`,
      tables: (/** @type {{ id: string }} */ { id }) => [
        { table: 'tasks', filter: `list_id=eq.${id}` },
      ],
    }),
    toEvents: (/** @type {unknown} */ _change, /** @type {string} */ listId) => [
      { type: 'TASK_CHANGE', listId },
    ],
    rules: { TASK_CHANGE: (/** @type {{ listId: string }} */ { listId }) => [['tasks', listId]] },
    families: [{ key: ['tasks'], tables: ['tasks'] }],
  })
  const userId = await signIn(supabase)
  let rename = (/** @type {string} */ _id, /** @type {string} */ _title) => {}

  /** @param {{ listId: string }} props */
  function Tasks({ listId }) {
    const { data } = useOptimisticQuery({
      queryKey: ['tasks', listId],
      queryFn: async () => {
        const tasks = supabase.from('tasks').select('id, title, rank').eq('list_id', listId)
        return (await tasks.order('rank').throwOnError()).data
      },
    })
    const { mutate } = useOptimisticMutation({
      mutationFn: async (/** @type {Row} */ { id, title }) =>
        await supabase.from('tasks').update({ title }).eq('id', id).throwOnError(),
      touches: [['tasks', listId]],
      patch: (/** @type {readonly Row[]} */ tasks, /** @type {Row} */ change) =>
        tasks.map(task => (task.id === change.id ? { ...task, title: change.title } : task)),
      intent: (/** @type {{ id: string }} */ { id }) => `rename ${id}`,
    })
    rename = (id, title) => mutate({ id, title })
    return React.createElement(List, { rows: data })
  }

  return {
    userId,
    rename: (id, title) => rename(id, title),
    async list(listId) {
      const scope = String(listId)
      const queries = coveredQueryDefaults(realtime)
      const client = new QueryClient({ defaultOptions: { queries } })
      const tasks = React.createElement(Tasks, { listId: scope })
      const provider = React.createElement(RealtimeProvider, { realtime, scope }, tasks)
      return { element: React.createElement(QueryClientProvider, { client }, provider) }
    },
  }
}
