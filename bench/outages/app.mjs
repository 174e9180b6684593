import { createClient } from '@supabase/supabase-js'
import { QueryClient, QueryObserver } from '@tanstack/query-core'
// Runs in Node and in a page alike.
import {
  createAuthStateManager,
  createRealtime,
  systemClock,
} from '../../packages/core/dist/index.js'
import {
  everfreshOptions,
  feedSource,
  supabaseSessions,
  supabaseSource,
} from '../../packages/supabase/dist/index.js'

/**
 * One app: a client, a QueryClient, and the lists that are on screen.
 *
 * @typedef {object} App
 * @property {import('@supabase/supabase-js').SupabaseClient} client
 * @property {() => boolean} isLive Whether it says that changes are pushed.
 * @property {() => number} heardAt When it last heard of a change, in ms since the epoch; 0 before the first.
 * @property {(version: number) => boolean} shows Whether each list shows this version, or a newer one.
 * @property {(list: number, version: number) => boolean} showsOf The same of one list.
 * @property {() => void} close
 */

/**
 * @typedef {object} AppOptions
 * @property {string} url
 * @property {string} key
 * @property {{ access_token: string, refresh_token: string }} session Of who is signed in.
 * @property {number} [lists] How many are on screen. 1 by default.
 * @property {any} [webSocket] The class to connect with, where there is no global one.
 * @property {typeof fetch} [fetch] What asks the backend.
 */

/** How changes come: the whole table's, or the feed's. @typedef {'postgres_changes' | 'feed'} Path */

/**
 * An app with Everfresh, set up as its guide says.
 *
 * @param {AppOptions & { environment: import('@everfresh/core').Environment, path?: Path }} options
 * @returns {Promise<App>}
 */
export async function openWithEverfresh({ environment, path = 'postgres_changes', ...options }) {
  const { url, key } = options
  const helped = everfreshOptions(ownOptions(options), { environment })
  const client = createClient(url, key, helped.options)
  let heardAt = 0
  const auth = createAuthStateManager({ sessions: supabaseSessions(client), clock: systemClock })
  const realtime = createRealtime({
    source: sourceOf(client, path),
    auth,
    toEvents: change => {
      heardAt = Date.now()
      return listsOf(change, options.lists).map(list => ({
        type: /** @type {const} */ ('LIST'),
        list,
      }))
    },
    rules: { LIST: ({ list }) => [['list', list]] },
    families: [['list']],
    backend: helped.reports,
    environment,
  })
  const { queryClient, ...screen } = openScreen(client, options.lists)
  realtime.attach(queryClient.getQueryCache())
  realtime.follow('lists')
  await signIn(client, options)
  screen.mount()
  return {
    client,
    ...screen,
    heardAt: () => heardAt,
    isLive: () => realtime.state.current.status === 'live',
    close: () => {
      screen.close()
      realtime.stop()
      auth.stop()
      leave(client)
    },
  }
}

/**
 * @param {import('@supabase/supabase-js').SupabaseClient} client
 * @param {Path} path
 * @returns {import('@everfresh/core').ChangeSource}
 */
function sourceOf(client, path) {
  if (path === 'feed') return feedSource({ client, scopes: () => ['lists'], tables: ['lists'] })
  const tables = () => [{ table: 'lists' }]
  return supabaseSource({ client, private: false, topic: () => 'lists', tables })
}

/**
 * Which lists changed; all, where that is not told.
 *
 * @param {import('@everfresh/core').Change} change
 * @param {number} [lists]
 */
function listsOf(change, lists = 1) {
  if (change.kind === 'rows')
    return change.ids?.map(Number) ?? Array.from({ length: lists }, (_, n) => n)
  return change.kind === 'row' ? [Number(change.row['list'])] : []
}

/**
 * An app with supabase-js alone: each change invalidates its list.
 *
 * @param {AppOptions} options
 * @returns {Promise<App>}
 */
export async function openAlone(options) {
  const client = createClient(options.url, options.key, ownOptions(options))
  const { queryClient, ...screen } = openScreen(client, options.lists)
  await signIn(client, options)
  screen.mount()
  const channel = client.channel('lists')
  let heardAt = 0
  channel
    .on('postgres_changes', { event: '*', schema: 'public', table: 'lists' }, payload => {
      heardAt = Date.now()
      const { list } = /** @type {{ list: number }} */ (payload.new)
      void queryClient.invalidateQueries({ queryKey: ['list', list] })
    })
    .subscribe()
  return {
    client,
    ...screen,
    heardAt: () => heardAt,
    isLive: () => `${channel.state}` === 'joined' && client.realtime.isConnected(),
    close: () => {
      screen.close()
      leave(client)
    },
  }
}

/** @param {AppOptions} options */
function ownOptions({ url, webSocket, fetch }) {
  return {
    ...(fetch === undefined ? {} : { global: { fetch } }),
    // Each client has its own, also where many share a page.
    auth: { persistSession: false, storageKey: url },
    ...(webSocket === undefined ? {} : { realtime: { transport: webSocket } }),
  }
}

/**
 * @param {import('@supabase/supabase-js').SupabaseClient} client
 * @param {AppOptions} options
 */
async function signIn(client, { session }) {
  const { error } = await client.auth.setSession(session)
  if (error) throw error
}

/** @param {import('@supabase/supabase-js').SupabaseClient} client */
function leave(client) {
  void client.removeAllChannels()
  void client.auth.dispose()
}

/**
 * @param {import('@supabase/supabase-js').SupabaseClient} client
 * @param {number} [lists]
 */
function openScreen(client, lists = 1) {
  const queryClient = new QueryClient()
  const observers = Array.from({ length: lists }, (_, list) => {
    const queryFn = async () => {
      const asked = client.from('lists').select('version').eq('list', list).single()
      const { data } = await asked.throwOnError()
      return Number(data.version)
    }
    return new QueryObserver(queryClient, { queryKey: ['list', list], queryFn })
  })
  const showsOf = (/** @type {number} */ list, /** @type {number} */ version) =>
    (observers[list]?.getCurrentResult().data ?? -1) >= version
  /** @type {(() => void)[]} */
  let undos = []
  return {
    queryClient,
    shows: (/** @type {number} */ version) => observers.every((_, list) => showsOf(list, version)),
    showsOf,
    mount: () => {
      undos = observers.map(observer => observer.subscribe(() => undefined))
    },
    close: () => {
      for (const undo of undos) undo()
      queryClient.clear()
    },
  }
}
