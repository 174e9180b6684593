// As its documentation says: its data provider and live provider for Supabase, `liveMode: 'auto'`, and `useUpdate`
// in its mode `optimistic`.
import { clientOptions, signIn } from '../library.mjs'

/** @type {import('../library.mjs').OpenApp} */
export async function open({ load, React, List, url, key, network }) {
  const { Refine, useList, useUpdate } = await load('@refinedev/core')
  const { createClient, dataProvider, liveProvider } = await load('@refinedev/supabase')
  const supabase = createClient(url, key, clientOptions({ network }))
  const userId = await signIn(supabase)
  let rename = (/** @type {string} */ _id, /** @type {string} */ _title) => {}

  /** @param {{ listId: number }} props */
  function Tasks({ listId }) {
    const { query } = useList({
      resource: 'tasks',
      filters: [{ field: 'list_id', operator: 'eq', value: listId }],
      sorters: [{ field: 'rank', order: 'asc' }],
      pagination: { mode: 'off' },
      meta: { select: 'id,title,rank' },
    })
    const { mutate } = useUpdate({ resource: 'tasks', mutationMode: 'optimistic' })
    rename = (id, title) => mutate({ id, values: { title } })
    return React.createElement(List, { rows: query.data?.data })
  }

  return {
    userId,
    rename: (id, title) => rename(id, title),
    async list(listId) {
      const tasks = React.createElement(Tasks, { listId })
      const props = {
        dataProvider: dataProvider(supabase),
        liveProvider: liveProvider(supabase),
        resources: [{ name: 'tasks' }],
        options: { liveMode: 'auto', disableTelemetry: true },
      }
      return { element: React.createElement(Refine, props, tasks) }
    },
  }
}
