import pg from 'pg'
import { follow } from './clients.mjs'
import { firstShotOf, inTime } from './shots.mjs'

const WRITERS = 8

/**
 * @typedef {object} RateLoad
 * @property {string} url
 * @property {string} databaseUrl
 * @property {number} clients Each of a user of its own.
 * @property {boolean} isFiltered Whether each asks for its project's rows only.
 * @property {number} commits
 * @property {number} rounds Without the one that warms up.
 */

/** @typedef {{ perSecond: number, writtenPerSecond: number, alonePerSecond: number }} Rate */

/**
 * Commits as fast as eight connections can, each concerning one of the clients, until the last is told; and the same on
 * a table that nobody follows, by turns: how many a second. Rejects when one is not told.
 *
 * @param {RateLoad} load
 * @returns {Promise<readonly Rate[]>}
 */
export async function commitRate({ url, databaseUrl, clients, isFiltered, commits, rounds }) {
  let told = 0
  let finish = () => {}
  const sockets = await Promise.all(
    Array.from({ length: clients }, (_, at) =>
      follow(url, at + 1, isFiltered ? `project_id=eq.${at + 1}` : undefined, () => {
        told += 1
        if (told === commits) finish()
      }),
    ),
  )
  const pool = new pg.Pool({ connectionString: databaseUrl, max: WRITERS })
  const write = async (/** @type {string} */ table) => {
    let next = 0
    const writer = async () => {
      const client = await pool.connect()
      while (next < commits) {
        next += 1
        await client.query(`update public.${table} set position = position + 1 where id = $1`, [
          firstShotOf((next % clients) + 1),
        ])
      }
      client.release()
    }
    const began = performance.now()
    await Promise.all(Array.from({ length: WRITERS }, writer))
    return began
  }
  const perSecondSince = (/** @type {number} */ began) =>
    (commits / (performance.now() - began)) * 1_000
  /** @type {Rate[]} */
  const rates = []
  for (let round = 0; round <= rounds; round += 1) {
    told = 0
    const all = new Promise(resolve => (finish = () => resolve(undefined)))
    const began = await write('shots')
    const writtenPerSecond = perSecondSince(began)
    await inTime(all)
    const perSecond = perSecondSince(began)
    const alonePerSecond = perSecondSince(await write('unheard'))
    // The first round warms up.
    if (round > 0) rates.push({ perSecond, writtenPerSecond, alonePerSecond })
  }
  await pool.end()
  for (const socket of sockets) socket.terminate()
  return rates
}
