// As its documentation says: a collection for the table, `replicateSupabase` both ways, and a live query in React.
// The local database is its memory storage; a replication pulls one list, as an app would pull a project.
import { clientOptions, signIn } from '../library.mjs'

const taskSchema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 100 },
    list_id: { type: 'number' },
    owner: { type: 'string' },
    title: { type: 'string' },
    rank: { type: 'number', minimum: 0, maximum: 1_000_000, multipleOf: 1 },
  },
  required: ['id', 'list_id', 'title', 'rank'],
}

/** @typedef {import('../library.mjs').Row} Row */
/** @typedef {{ eq: (column: string, value: number) => Query }} Query */
/** @typedef {{ incrementalPatch: (change: { title: string }) => unknown }} Task */
/** @typedef {{ findOne: (id: string) => { exec: () => Promise<Task> } }} Tasks */
/**
 * @typedef {object} Database
 * @property {(collections: { tasks: { schema: object } }) => Promise<{ tasks: Tasks }>} addCollections
 * @property {() => Promise<unknown>} close
 */

/** @type {import('../library.mjs').OpenApp} */
export async function open({ load, React, List, url, key, network }) {
  const { createClient } = await load('@supabase/supabase-js')
  /** @type {{ createRxDatabase: (options: object) => Promise<Database> }} */
  const { createRxDatabase } = await load('rxdb')
  /** @type {{ getRxStorageMemory: () => unknown }} */
  const { getRxStorageMemory } = await load('rxdb/plugins/storage-memory')
  /** @type {{ replicateSupabase: (options: object) => { cancel: () => Promise<unknown> } }} */
  const { replicateSupabase } = await load('rxdb/plugins/replication-supabase')
  /** @type {{ useLiveRxQuery: (asked: object) => { results: readonly Row[], loading: boolean } }} */
  const { useLiveRxQuery } = await load('rxdb/plugins/react')
  const supabase = createClient(url, key, clientOptions({ network }))
  const userId = await signIn(supabase)
  let rename = (/** @type {string} */ _id, /** @type {string} */ _title) => {}

  /** @param {{ collection: Tasks, query: object }} props */
  function Tasks({ collection, query }) {
    const { results, loading } = useLiveRxQuery({ collection, query })
    const rows = React.useMemo(() => results.map(({ id, title }) => ({ id, title })), [results])
    return React.createElement(List, { rows: loading && rows.length === 0 ? undefined : rows })
  }

  return {
    userId,
    rename: (id, title) => rename(id, title),
    async list(listId) {
      const storage = getRxStorageMemory()
      const database = await createRxDatabase({
        name: `list${listId}`,
        storage,
        multiInstance: false,
      })
      const { tasks } = await database.addCollections({ tasks: { schema: taskSchema } })
      const replication = replicateSupabase({
        replicationIdentifier: `tasks-of-${listId}`,
        client: supabase,
        tableName: 'tasks',
        collection: tasks,
        live: true,
        pull: {
          batchSize: 50,
          queryBuilder: (/** @type {{ query: Query }} */ { query }) => query.eq('list_id', listId),
        },
        push: { batchSize: 50 },
      })
      rename = (id, title) =>
        void tasks
          .findOne(id)
          .exec()
          .then(task => task.incrementalPatch({ title }))
      const query = { selector: { list_id: listId }, sort: [{ rank: 'asc' }] }
      return {
        element: React.createElement(Tasks, { collection: tasks, query }),
        close: () => void replication.cancel().then(() => database.close()),
      }
    },
  }
}
