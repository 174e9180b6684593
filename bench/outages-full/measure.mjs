import { median } from '../lib/statistics.mjs'
import { pause } from '../outages/pause.mjs'
import { openCrowd } from './crowd.mjs'

/** @typedef {Awaited<ReturnType<typeof import('../outages/backend.mjs').openBackend>>} Backend */
/** @typedef {import('./crowd.mjs').Crowd} Crowd */

const HEARS_WITHIN_MS = 60_000
const OTHER_LIST = 9
const TICK_MS = 500

/**
 * @typedef {object} Outage
 * @property {string} name
 * @property {number} clients Of each kind.
 * @property {number} lastsMs
 * @property {boolean} isAnnounced Whether the machine says when it has lost its network and has it again.
 * @property {number} limitMs How long the clients are waited for.
 */

/**
 * The network of clients goes away without a word and comes back; what was open or opened meanwhile stays dead. How
 * long after that the slowest client with Everfresh is live and shows what was committed in between, and the slowest
 * with supabase-js alone hears of any change again.
 *
 * @param {Backend} backend
 * @param {Outage} outage
 * @param {import('../lib/group.mjs').GroupContext} context
 */
export async function measureOutage(backend, outage, context) {
  const { name, clients, lastsMs, isAnnounced, limitMs } = outage
  const { say } = context
  say(`${name}: ${2 * clients} clients in Chromium, each with a network of its own`)
  const crowd = await openCrowd(backend, clients, context)
  await allHear(backend, crowd, 'before the outage')

  say(`${name}: the network is away for ${lastsMs / 1_000} s`)
  crowd.cut()
  if (isAnnounced) await crowd.online(false)
  await pause(lastsMs / 2)
  const version = await backend.writeAll()
  await pause(lastsMs / 2)
  crowd.mend()
  const mendedAt = Date.now()
  if (isAnnounced) await crowd.online(true)
  say(`${name}: waiting for all to catch up, up to ${limitMs / 1_000} s`)
  // Something that nobody shows changes all the time: whoever hears of it is back.
  const ticking = setInterval(() => void backend.write(OTHER_LIST), TICK_MS)
  const times = await crowd.whenBack({ version, since: mendedAt, limitMs })
  clearInterval(ticking)
  const [ours = [], alone = []] = [0, 1].map(kind =>
    times
      .filter((_, at) => at % 2 === kind)
      .map(time => (time === null ? Infinity : time - mendedAt)),
  )
  for (const [who, waits] of Object.entries({ 'with Everfresh': ours, 'supabase-js alone': alone }))
    say(`${name}: ${who}: median ${Math.round(median(waits))} ms, worst ${Math.max(...waits)} ms`)
  if (!ours.concat(alone).every(wait => Number.isFinite(wait)))
    throw new Error(`${name}: not every client was back within ${limitMs / 1_000} s.`)
  await allHear(backend, crowd, 'after the outage')
  return [{ ours: Math.max(...ours), baseline: Math.max(...alone) }]
}

/**
 * @param {Backend} backend
 * @param {Crowd} crowd
 * @param {string} when
 */
async function allHear(backend, { whenBack }, when) {
  const until = Date.now() + HEARS_WITHIN_MS
  while (Date.now() < until) {
    const since = Date.now()
    const version = await backend.writeAll()
    const times = await whenBack({ version, since, limitMs: 3_000 })
    if (!times.includes(null)) return
  }
  throw new Error(`Not every client was told of a change ${when}.`)
}
