import { setTimeout as pause } from 'node:timers/promises'
import { allHear, mustBe, whenSo } from './stage.mjs'

const DARK_MS = 2_000
/** As long as that after the network's return whoever calls itself live is believed. */
const SETTLES_WITHIN_MS = 20_000
const HEARS_WITHIN_MS = 5_000

/**
 * Clients whose network went away and came back with old connections dead, and who were told so: how many call
 * themselves live, and are told of nothing. supabase-js alone does what is commonly done then: disconnect, connect.
 *
 * @param {import('./stage.mjs').Stage} stage
 * @param {{ samples: number }} options
 */
export async function countZombies(stage, { samples }) {
  const ours = await Promise.all(Array.from({ length: samples }, () => stage.ours()))
  const alone = await Promise.all(Array.from({ length: samples }, () => stage.alone()))
  const all = [...ours, ...alone]
  await allHear(stage, all)
  for (const { link } of all) link.cut()
  await pause(DARK_MS)
  for (const { link } of all) link.mend()
  for (const { wake } of ours) wake()
  await Promise.all(
    alone.map(async ({ app }) => {
      const { realtime } = app.client
      await realtime.disconnect()
      realtime.connect()
    }),
  )
  await pause(SETTLES_WITHIN_MS)
  const areLive = all.map(({ app }) => app.isLive())
  const version = await stage.write(0)
  await whenSo(() => all.every(({ app }) => app.shows(version)), HEARS_WITHIN_MS)
  const isZombie = (/** @type {number} */ at) =>
    areLive[at] === true && all[at]?.app.shows(version) === false
  await mustBe('every client with Everfresh is live again', () => ours.every(o => o.app.isLive()))
  const count = (/** @type {number} */ from) =>
    Array.from({ length: samples }, (_, at) => from + at).filter(isZombie).length
  return [{ ours: count(0), baseline: count(samples) }]
}
