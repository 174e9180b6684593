import { manualClock } from '../../packages/core/dist/testing/index.js'
import { seeded } from '../lib/random.mjs'
import { pass, simulateTimers } from '../lib/simulated-timers.mjs'
import { restApi } from './api.mjs'
import { tally } from './bins.mjs'
import { fanOutMs } from './chance.mjs'
import { coreTab } from './core-client.mjs'
import { perEventTab } from './per-event-client.mjs'
import { realtimeServer } from './realtime-server.mjs'
import { everfreshTab, supabaseTab } from './supabase-client.mjs'

/**
 * What to simulate. Clients know nothing of each other, so that some of them, simulated apart, do what they would
 * do among all.
 *
 * @typedef {object} Order
 * @property {'core' | 'per event' | 'everfresh' | 'supabase'} tab What each client is.
 * @property {number} from The number of the first client, which is its seed.
 * @property {number} count
 * @property {number} seed
 * @property {Partial<import('@everfresh/core').WindowOptions> | undefined} [windows]
 * @property {Partial<import('@everfresh/core').PollOptions> | undefined} [polling]
 * @property {Happening} happening
 * @property {number} measureMs How long everything is counted, from then on.
 */

/**
 * @typedef {{ type: 'events', count: number, everyMs: number }
 *   | { type: 'restart', downMs: number }
 *   | { type: 'realtime away' }
 *   | { type: 'nothing' }} Happening
 */

/**
 * @typedef {object} Outcome
 * @property {import('./bins.mjs').Bins} requests At the REST API.
 * @property {import('./bins.mjs').Bins} joins At Realtime.
 * @property {number} live How many clients were live in the end, by what they know.
 * @property {number} heapBytes Of all of them, before anything happened; 0 where it cannot be told.
 */

/** Until every client has joined and, but for its spread, caught up. */
const SETTLED_MS = 5_000

/**
 * Simulates a crowd on this thread's timers, which it takes over.
 *
 * @param {Order} order
 * @returns {Promise<Outcome>}
 */
export async function simulateCrowd(order) {
  const clock = manualClock()
  simulateTimers(clock)
  const [requests, joins] = [tally(clock), tally(clock)]
  const server = realtimeServer(clock, joins.count)
  const { ask } = restApi(clock, requests.count)
  const { windows, polling } = order
  const before = heapBytes()
  const clients = Array.from({ length: order.count }, (_, nth) => {
    const random = seeded(order.seed * 1_000_003 + order.from + nth)
    return { random, tab: open(order.tab, { clock, random, server, ask, windows, polling }) }
  })
  await pass(clock, SETTLED_MS + (windows?.spreadMs ?? 0))
  const missing = clients.filter(({ tab }) => !tab.isLive()).length
  if (missing > 0) throw new Error(`${missing} of ${order.count} clients were not live in time.`)
  const heap = Math.max(0, heapBytes() - before)
  requests.begin()
  joins.begin()
  begin(order.happening, { clock, server, clients })
  await pass(clock, order.measureMs)
  const live = clients.filter(({ tab }) => tab.isLive()).length
  for (const { tab } of clients) tab.stop()
  return {
    requests: requests.until(order.measureMs),
    joins: joins.until(order.measureMs),
    live,
    heapBytes: heap,
  }
}

/**
 * @typedef {object} Tab
 * @property {() => boolean} isLive
 * @property {() => void} [hear] An event arrives.
 * @property {() => void} [lose] Realtime goes away for good.
 * @property {() => void} stop
 */

/**
 * @param {Order['tab']} tab
 * @param {import('./supabase-client.mjs').ClientWorld} world
 * @returns {Tab}
 */
function open(tab, world) {
  switch (tab) {
    case 'core':
      return coreTab(world)
    case 'per event':
      return perEventTab(world)
    case 'everfresh':
      return everfreshTab(world)
    case 'supabase':
      return supabaseTab(world)
  }
}

/**
 * @param {Happening} happening
 * @param {object} world
 * @param {import('@everfresh/core').Clock} world.clock
 * @param {import('./realtime-server.mjs').RealtimeServer} world.server
 * @param {readonly { random: import('@everfresh/core').Random, tab: Tab }[]} world.clients
 */
function begin(happening, { clock, server, clients }) {
  const toAll = (/** @type {number} */ ms, /** @type {(tab: Tab) => void} */ tell) => {
    for (const { random, tab } of clients) clock.after(ms + fanOutMs(random), () => tell(tab))
  }
  switch (happening.type) {
    case 'events':
      for (let nth = 0; nth < happening.count; nth += 1)
        toAll(nth * happening.everyMs, tab => tab.hear?.())
      return
    case 'restart':
      return server.restart(happening.downMs)
    case 'realtime away':
      return toAll(0, tab => tab.lose?.())
    case 'nothing':
      return
  }
}

function heapBytes() {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}
