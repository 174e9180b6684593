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
 * @property {() => void} close
 */

/**
 * @typedef {object} AppOptions
 * @property {string} url
 * @property {string} key
 * @property {{ access_token: string, refresh_token: string }} session Of who is signed in.
 * @property {number} [lists] How many are on screen. 1 by default.
 * @property {any} [webSocket] The class to connect with, where there is no global one.
 */

/**
 * An app with Everfresh, set up as its guide says.
 *
 * @param {AppOptions & { environment: import('@everfresh/core').Environment }} options
 * @returns {Promise<App>}
 */
export async function openWithEverfresh({ environment, ...options }) {
  const { url, key } = options
  const helped = everfreshOptions(ownOptions(options), { environment })
  const client = createClient(url, key, helped.options)
  let heardAt = 0
  const auth = createAuthStateManager({ sessions: supabaseSessions(client), clock: systemClock })
  const realtime = createRealtime({
    source: supabaseSource({
      client,
      private: false,
      topic: () => 'lists',
      tables: () => [{ table: 'lists' }],
    }),
    auth,
    toEvents: ({ row }) => {
      heardAt = Date.now()
      return [{ type: 'LIST', list: Number(row['list']) }]
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
function ownOptions({ url, webSocket }) {
  return {
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
  /** @type {(() => void)[]} */
  let undos = []
  return {
    queryClient,
    shows: (/** @type {number} */ version) =>
      observers.every(observer => (observer.getCurrentResult().data ?? -1) >= version),
    mount: () => {
      undos = observers.map(observer => observer.subscribe(() => undefined))
    },
    close: () => {
      for (const undo of undos) undo()
      queryClient.clear()
    },
  }
}
