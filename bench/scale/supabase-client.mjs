import { createClient } from '@supabase/supabase-js'
import { createAuthStateManager, createRealtime } from '../../packages/core/dist/index.js'
import {
  manualEnvironment,
  scriptedSessions,
  sessionOf,
} from '../../packages/core/dist/testing/index.js'
import { everfreshOptions, supabaseSource } from '../../packages/supabase/dist/index.js'
import { KEYS, openPage } from './page.mjs'

/** Nothing is ever sent there: sockets are simulated, and requests are not supabase-js's. */
const ADDRESS = 'http://127.0.0.1:1'
const TABLE = 'rows'

/**
 * @typedef {object} ClientWorld
 * @property {import('@everfresh/core').Clock} clock
 * @property {import('@everfresh/core').Random} random
 * @property {import('./realtime-server.mjs').RealtimeServer} server
 * @property {() => Promise<number>} ask
 * @property {Partial<import('@everfresh/core').WindowOptions> | undefined} [windows]
 */

/** @param {ClientWorld} world */
function ownOptions({ server, random }) {
  const transport = /** @type {any} */ (server.webSocketOf(random))
  return { accessToken: () => Promise.resolve('token'), realtime: { transport } }
}

/**
 * A tab with all of ours: the real supabase-js with `everfreshOptions`, `supabaseSource`, core and query-core.
 *
 * @param {ClientWorld} world
 */
export function everfreshTab(world) {
  const { clock, random, ask, windows = {} } = world
  const environment = manualEnvironment()
  const { options } = everfreshOptions(ownOptions(world), { clock, random, environment })
  const client = createClient(ADDRESS, 'key', options)
  const sessions = scriptedSessions()
  const auth = createAuthStateManager({ sessions, clock })
  const { queryClient, leave } = openPage(ask)
  const realtime = createRealtime({
    source: supabaseSource({ client, topic: () => 'a', tables: () => [{ table: TABLE }], clock }),
    auth,
    toEvents: () => /** @type {const} */ ([{ type: 'CHANGED' }]),
    rules: { CHANGED: () => KEYS },
    families: [['list']],
    windows,
    clock,
    random,
    environment,
  })
  realtime.attach(queryClient.getQueryCache())
  realtime.follow('a')
  sessions.say(sessionOf('ann'))
  return {
    isLive: () => realtime.state.current.status === 'live',
    stop: () => {
      realtime.stop()
      auth.stop()
      leave()
    },
  }
}

/**
 * A tab with supabase-js alone, at the steps that it has by itself. What refetches after a reconnect is the app's,
 * and most do nothing.
 *
 * @param {ClientWorld} world
 */
export function supabaseTab(world) {
  const client = createClient(ADDRESS, 'key', ownOptions(world))
  const channel = client.channel('a')
  channel
    .on('postgres_changes', { event: '*', schema: 'public', table: TABLE }, () => undefined)
    .subscribe()
  return {
    // The client's own word, which is all that there is.
    isLive: () => `${channel.state}` === 'joined',
    stop: () => void client.removeAllChannels(),
  }
}
