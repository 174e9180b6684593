import { setTimeout as pause } from 'node:timers/promises'
import { median } from '../lib/statistics.mjs'
import { openCrowd } from './crowd.mjs'

/** @typedef {Awaited<ReturnType<typeof import('../outages/backend.mjs').openBackend>>} Backend */
/** @typedef {import('./crowd.mjs').Crowd} Crowd */

const HEARS_WITHIN_MS = 120_000
const OTHER_LIST = 9
const TICK_MS = 500
/** The clients' outages begin one after the other within so long: a machine that wakes all of them would be measured. */
const SPREAD_MS = 8_000
/** Then all of them are without a network. */
const WRITTEN_AFTER_MS = 9_000

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
  const { name, clients, lastsMs, limitMs } = outage
  const { say } = context
  say(`${name}: ${2 * clients} clients in Chromium, each with a network of its own`)
  const crowd = await openCrowd(backend, clients, context)
  await allHear(backend, crowd, 'before the outage')

  say(`${name}: the network is away for ${lastsMs / 1_000} s`)
  await Promise.all(crowd.members.map(member => member.expect(null)))
  const mended = Promise.all(
    crowd.members.map(async (member, at) => {
      await pause(Math.floor(at / 2) * (SPREAD_MS / clients))
      return outageOf(member, outage)
    }),
  )
  await pause(WRITTEN_AFTER_MS)
  const version = await backend.writeAll()
  // Something that nobody shows changes all the time: whoever hears of it is back.
  const ticking = setInterval(() => void backend.write(OTHER_LIST), TICK_MS)
  const times = await crowd.whenBack({ version, limitMs: lastsMs + limitMs })
  clearInterval(ticking)
  const mendedAt = await mended
  const waits = times.map((time, at) => (time === null ? Infinity : time - (mendedAt[at] ?? 0)))
  const of = (/** @type {'ours' | 'alone'} */ kind) =>
    waits.filter((_, at) => crowd.members[at]?.kind === kind)
  const [ours, alone] = [of('ours'), of('alone')]
  for (const [who, some] of Object.entries({ 'with Everfresh': ours, 'supabase-js alone': alone }))
    say(`${name}: ${who}: median ${Math.round(median(some))} ms, worst ${Math.max(...some)} ms`)
  if (!waits.every(wait => Number.isFinite(wait)))
    throw new Error(`${name}: not every client was back within ${limitMs / 1_000} s.`)
  await allHear(backend, crowd, 'after the outage')
  return [{ ours: Math.max(...ours), baseline: Math.max(...alone) }]
}

/**
 * Resolves with when the network was back, in ms since the epoch.
 *
 * @param {import('./crowd.mjs').Member} member
 * @param {Outage} outage
 */
async function outageOf({ link, online, expect }, { lastsMs, isAnnounced }) {
  link.cut()
  if (isAnnounced) await online(false)
  await pause(lastsMs)
  link.mend()
  const mendedAt = Date.now()
  if (isAnnounced) await online(true)
  await expect(mendedAt)
  return mendedAt
}

/**
 * @param {Backend} backend
 * @param {Crowd} crowd
 * @param {string} when
 */
async function allHear(backend, { members, whenBack }, when) {
  const until = Date.now() + HEARS_WITHIN_MS
  while (Date.now() < until) {
    const since = Date.now()
    await Promise.all(members.map(({ expect }) => expect(since)))
    const times = await whenBack({ version: await backend.writeAll(), limitMs: 10_000 })
    if (!times.includes(null)) return
  }
  throw new Error(`Not every client was told of a change ${when}.`)
}
