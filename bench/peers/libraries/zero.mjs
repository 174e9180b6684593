// As its documentation says: a provider with a query and a mutator that the endpoints share, and `useQuery`. The data is
// kept in memory, since a page in Node has no IndexedDB.
import { createModel } from '../zero/model.mjs'

/** @type {import('../library.mjs').OpenApp} */
export async function open({ load, React, List, url, key, cacheUrl, network }) {
  // It takes the platform's own.
  const value = browserLike(network.WebSocket)
  Object.defineProperty(globalThis, 'WebSocket', { configurable: true, value })
  const zero = await load('@rocicorp/zero')
  const { ZeroProvider, useQuery, useZero } = await load('@rocicorp/zero/react')
  const { schema, queries, mutators } = createModel(zero)
  const { userId, token } = await signUp(url, key)
  let rename = (/** @type {string} */ _id, /** @type {string} */ _title) => {}

  /** @param {{ listId: number }} props */
  function Tasks({ listId }) {
    const client = useZero()
    const [tasks, { type }] = useQuery(queries.tasksOfList({ listId }))
    const rows = React.useMemo(
      () =>
        tasks.map((/** @type {import('../library.mjs').Row} */ { id, title }) => ({ id, title })),
      [tasks],
    )
    rename = (id, title) => void client.mutate(mutators.rename({ id, title }))
    return React.createElement(List, { rows: type === 'complete' ? rows : undefined })
  }

  return {
    userId,
    rename: (id, title) => rename(id, title),
    async list(listId) {
      const options = {
        userID: userId,
        auth: token,
        context: { userId },
        cacheURL: cacheUrl,
        schema,
        mutators,
        kvStore: 'mem',
      }
      const tasks = React.createElement(Tasks, { listId })
      return { element: React.createElement(ZeroProvider, options, tasks) }
    },
  }
}

/**
 * In a browser a socket's error that nobody listens to ends nothing; in Node it ends the process.
 *
 * @param {import('../library.mjs').Parts['network']['WebSocket']} Socket
 */
function browserLike(Socket) {
  return class extends Socket {
    /**
     * @param {string | URL} address
     * @param {string | string[]} [protocols]
     */
    constructor(address, protocols) {
      super(address, protocols)
      this.on('error', () => undefined)
    }
  }
}

/**
 * Signs somebody new in, as supabase-js does. Zero is handed the token.
 *
 * @param {string} url
 * @param {string} key
 */
async function signUp(url, key) {
  const headers = { apikey: key, 'content-type': 'application/json' }
  const answer = await fetch(`${url}/auth/v1/signup`, { method: 'POST', headers, body: '{}' })
  if (!answer.ok) throw new Error(`Supabase Auth answers ${answer.status}.`)
  const { access_token: token, user } = await answer.json()
  return { userId: String(user.id), token: String(token) }
}
