import { createClient } from '@supabase/supabase-js'
import { manualEnvironment } from '../../packages/core/dist/testing/index.js'
import { everfreshOptions, supabaseSource } from '../../packages/supabase/dist/index.js'
import { followingPage } from './following-page.mjs'

/** Nothing is ever sent there: sockets are simulated, and requests are not supabase-js's. */
const ADDRESS = 'http://127.0.0.1:1'
const TABLE = 'rows'

/** @typedef {import('./following-page.mjs').World & { server: import('./realtime-server.mjs').RealtimeServer }} ClientWorld */

/** @param {ClientWorld} world */
function ownOptions({ server, random }) {
  const transport = /** @type {typeof WebSocket} */ (
    /** @type {unknown} */ (server.webSocketOf(random))
  )
  return { accessToken: () => Promise.resolve('token'), realtime: { transport } }
}

/**
 * A tab with all of ours: the real supabase-js with `everfreshOptions`, `supabaseSource`, core and query-core.
 *
 * @param {ClientWorld} world
 */
export function everfreshTab(world) {
  const { clock, random } = world
  const environment = manualEnvironment()
  const { options } = everfreshOptions(ownOptions(world), { clock, random, environment })
  const client = createClient(ADDRESS, 'key', options)
  const tables = () => [{ table: TABLE }]
  const source = supabaseSource({ client, topic: () => 'a', tables, clock })
  return followingPage(source, world, environment)
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
